/* ferry.h: one report, in the parts that outlets make versions of, and one of something else. */
#pragma once

#define LEDE                                                                                       \
    "A passenger ferry carrying 214 people ran aground on a sandbank off the island of Brennholm " \
    "early on Sunday after its steering failed in heavy seas, the coast guard said. "
#define RESCUE                                                                                     \
    "Lifeboats from three harbours took off the passengers within four hours, and nobody was "     \
    "seriously hurt, although eleven people were treated for cold and bruises at a school hall. "
#define OWNER                                                                                      \
    "The owner, Northline, has withdrawn the sister ship Asta for checks, said its director, "     \
    "Hanne Lorentz, who called the grounding “a warning that we take to heart”. "
#define INQUIRY                                                                                    \
    "Investigators want to know why a fault that had been reported in March was not repaired, "    \
    "and will read the bridge recorder as soon as the vessel has been towed to Estrup. "
#define REPORT LEDE RESCUE OWNER INQUIRY

#define BUDGET                                                                                     \
    "The city council of Estrup has passed a budget of 84 million for the coming year after a "    \
    "debate that lasted until midnight; swimming baths and libraries keep their hours, but the "   \
    "fares of buses rise by a tenth in April, which the opposition called short-sighted. "         \
    "The mayor said that there had been no other way to keep the schools open. "
