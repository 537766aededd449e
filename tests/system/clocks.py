"""The clocks of a service, as the test has them."""
import struct
import time

import conftest

CLOCKS = range(8)  # the kernel's numbers


class Clock:
    def __init__(self, service):
        service.use_installed()
        self.service, self.ahead, self.wall, self.standing = service, 0, 0, None
        self.path = service.folder / "clocks"
        self.path.write_bytes(self.shown())
        service.prefix = ["env", "LD_PRELOAD=%s" % (conftest.RELEASE / "tests" / "clock.so"), "CLOCK_FILE=%s" % self.path]

    def shown(self):
        return struct.pack("11q", self.ahead, self.wall, self.standing is not None, *(self.standing or [0 for _ in CLOCKS]))

    def show(self):
        with self.path.open("r+b") as file:
            file.write(self.shown())

    def jump(self, seconds):
        """All clocks pass so much at once, as in a sleep of the machine."""
        self.ahead += round(seconds * 10 ** 9)
        self.show()
        self.service.run("status")  # whoever is asked looks at the clock

    def set_wall(self, seconds):
        """Somebody sets the wall clock, forward or back."""
        self.wall += round(seconds * 10 ** 9)
        self.show()

    def stand(self):
        """From now on time passes by jump() alone."""
        self.standing = [time.clock_gettime_ns(number) for number in CLOCKS]
        self.show()

    def wall_time(self):
        """What time it is, as the service has it, while the clocks stand."""
        return (self.standing[time.CLOCK_REALTIME] + self.ahead + self.wall) / 10 ** 9

    def go(self):
        self.standing = None
        self.show()
