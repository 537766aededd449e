#include "feeds/text/furniture_words.h"

#include <stddef.h>

/* clang-format off */

#define W(text) {text, sizeof(text) - 1}

const struct phrase words_read_more[] = {
    /* English */
    W("read more"), W("read more here"), W("read more about this"), W("read on"), W("read the rest"),
    W("read the rest of this entry"), W("read the rest of this article"), W("read the rest of the story"),
    W("read full article"), W("read full story"), W("read full post"), W("read the full article"),
    W("read the full story"), W("read the full post"), W("read the full article here"),
    W("read the full story here"), W("read entire story"), W("read the entire article"), W("read the entire story"),
    W("read the original article"), W("read the whole story"), W("read article"), W("continue reading"),
    W("continue reading this article"), W("continue reading the main story"), W("keep reading"), W("full story"),
    W("see more"), W("view full article"), W("learn more"), W("find out more"), W("click here to read more"),
    W("click here to continue reading"), W("click here for more"), W("click to read more"),
    W("read this article"), W("read the original story"), W("read the original post"), W("read the rest of this story"),
    /* German */
    W("weiterlesen"), W("hier weiterlesen"), W("weiter lesen"), W("mehr lesen"), W("mehr erfahren"), W("mehr dazu"),
    W("lesen sie mehr"), W("lesen sie hier weiter"), W("lesen sie weiter"), W("zum artikel"), W("zum vollständigen artikel"),
    W("artikel lesen"), W("ganzen artikel lesen"), W("den ganzen artikel lesen"), W("den vollständigen artikel lesen"),
    W("vollständigen artikel lesen"), W("zur vollständigen meldung"),
    /* French */
    W("lire la suite"), W("lire la suite de l'article"), W("lire plus"), W("lire l'article"), W("lire l'article complet"),
    W("lire tout l'article"), W("lire davantage"), W("continuer la lecture"), W("continuer à lire"),
    W("poursuivre la lecture"), W("en savoir plus"), W("voir plus"), W("cliquez ici pour lire la suite"),
    /* Spanish */
    W("leer más"), W("leer mas"), W("lee más"), W("leer todo"), W("leer artículo completo"), W("leer el artículo completo"),
    W("leer noticia completa"), W("leer la noticia completa"), W("leer nota completa"), W("leer la nota completa"),
    W("seguir leyendo"), W("sigue leyendo"), W("continuar leyendo"), W("continúa leyendo"), W("ver más"), W("saber más"),
    /* Italian */
    W("leggi tutto"), W("leggi di più"), W("leggi l'articolo"), W("leggi l'articolo completo"), W("leggi ancora"),
    W("continua a leggere"), W("continua la lettura"), W("per saperne di più"), W("scopri di più"),
    /* Dutch */
    W("lees meer"), W("lees verder"), W("meer lezen"), W("verder lezen"), W("lees het hele artikel"),
    W("lees het volledige artikel"),
    /* Portuguese */
    W("leia mais"), W("ler mais"), W("saiba mais"), W("continue lendo"), W("continue a ler"), W("continuar lendo"),
    W("continuar a ler"), W("leia a matéria completa"), W("leia o artigo completo"), W("ler artigo completo"),
    W("leia na íntegra"), W("clique aqui para ler mais"),
    /* Russian, Ukrainian */
    W("читать далее"), W("читать дальше"), W("читать полностью"), W("читать еще"), W("читать ещё"), W("читать больше"),
    W("читать статью"), W("читать всю статью"), W("читать весь текст"), W("продолжить чтение"), W("узнать больше"),
    W("читати далі"), W("читати більше"), W("читати повністю"),
    /* Polish, Czech, Hungarian, Romanian */
    W("czytaj więcej"), W("czytaj dalej"), W("przeczytaj więcej"), W("číst dále"), W("číst více"), W("celý článek"),
    W("pokračovat ve čtení"), W("tovább olvasom"), W("olvass tovább"), W("citește mai mult"), W("citeşte mai mult"),
    W("citește mai departe"), W("citeşte mai departe"),
    /* Swedish, Danish, Norwegian, Finnish */
    W("läs mer"), W("läs hela artikeln"), W("fortsätt läsa"), W("læs mere"), W("læs videre"), W("læs hele artiklen"),
    W("les mer"), W("les videre"), W("les hele saken"), W("lue lisää"), W("lue koko juttu"), W("jatka lukemista"),
    /* Turkish, Greek, Indonesian, Vietnamese */
    W("devamını oku"), W("devamı için tıklayın"), W("διαβάστε περισσότερα"), W("συνέχεια ανάγνωσης"),
    W("baca selengkapnya"), W("đọc tiếp"), W("xem thêm"),
    /* Japanese, Chinese, Korean */
    W("続きを読む"), W("続きを見る"), W("もっと読む"), W("阅读全文"), W("阅读更多"), W("继续阅读"), W("查看全文"), W("閱讀全文"),
    W("閱讀更多"), W("繼續閱讀"), W("더 보기"), W("더 읽기"), W("계속 읽기"),
    /* Arabic, Persian, Hebrew */
    W("اقرأ المزيد"), W("قراءة المزيد"), W("ادامه مطلب"), W("קרא עוד"), W("קראו עוד"), W("המשך לקרוא"), W("המשך קריאה"),
    {NULL, 0},
};

const struct phrase words_more[] = {
    W("more"), W("mehr"), W("weiter"), W("suite"), W("la suite"), W("lire"), W("leer"), W("más"), W("leggi"), W("continua"), W("meer"),
    W("mais"), W("далее"), W("подробнее"), W("детальніше"), W("докладніше"), W("więcej"), W("více"), W("tovább"), W("bővebben"),
    W("devamı"), W("المزيد"), {NULL, 0},
};

const struct phrase words_at[] = {
    W("at"), W("on"), W("in"), W("from"), W("auf"), W("bei"), W("im"), W("in der"), W("sur"), W("dans"), W("en"), W("su"), W("sul"),
    W("em"), W("no"), W("na"), W("aqui"), W("aquí"), W("qui"), W("op"), W("bij"), W("på"), W("w"), W("на"), W("в"), {NULL, 0},
};

const struct phrase words_related[] = {
    /* English */
    W("read more"), W("read also"), W("also read"), W("read next"), W("see also"), W("related"), W("related article"),
    W("related articles"), W("related story"), W("related stories"), W("related posts"), W("related news"),
    W("related coverage"), W("related content"), W("related links"), W("more on this story"), W("you may also like"),
    W("you might also like"), W("you may also be interested in"),
    W("you might also be interested in"), W("more stories"), W("more news"),
    /* German */
    W("mehr zum thema"), W("lesen sie auch"), W("lesen sie dazu auch"), W("lesen sie mehr"), W("lesen sie hier"),
    W("siehe auch"), W("das könnte sie auch interessieren"), W("auch interessant"),
    W("lesen sie ebenfalls"), W("auch lesenswert"), W("mehr zum thema lesen sie hier"), W("weitere artikel"),
    /* French */
    W("lire aussi"), W("lire également"), W("à lire"), W("à lire aussi"), W("à lire également"), W("a lire aussi"),
    W("a lire également"), W("voir aussi"), W("sur le même sujet"), W("lire plus"),
    W("à voir aussi"), W("lisez aussi"), W("lisez également"), W("a lire"),
    /* Spanish */
    W("lea también"), W("lee también"), W("leer también"), W("lea además"), W("le puede interesar"),
    W("te puede interesar"), W("también te puede interesar"), W("ver también"), W("noticias relacionadas"),
    W("puedes leer"), W("también puedes leer"), W("lea más"), W("leer más"), W("lee más"), W("nota relacionada"), W("más noticias"),
    W("artículos relacionados"),
    /* Italian */
    W("leggi anche"), W("leggi pure"), W("vedi anche"), W("potrebbe interessarti"), W("potrebbe interessarti anche"),
    W("ti potrebbe interessare"), W("ti potrebbe interessare anche"), W("leggi di più"),
    W("articoli correlati"),
    /* Dutch */
    W("lees ook"), W("zie ook"), W("bekijk ook"), W("lees meer"), W("gerelateerde artikelen"), W("ook interessant"), W("meer nieuws"),
    /* Portuguese */
    W("leia também"), W("leia ainda"), W("leia mais"), W("veja também"), W("veja mais"), W("notícias relacionadas"),
    W("leia também em"), W("confira também"),
    W("artigos relacionados"), W("saiba mais"),
    /* Russian, Ukrainian */
    W("читайте также"), W("читайте ещё"), W("читайте еще"), W("читать также"), W("смотрите также"), W("по теме"), W("ранее по теме"),
    W("материалы по теме"), W("читайте також"),
    /* Polish, Czech, Swedish, Danish, Norwegian, Turkish, Indonesian */
    W("czytaj także"), W("czytaj też"), W("zobacz także"), W("zobacz też"), W("czytaj również"), W("zobacz również"),
    W("przeczytaj także"), W("przeczytaj też"), W("przeczytaj również"), W("čtěte také"), W("čtěte též"), W("läs också"),
    W("läs även"), W("læs også"), W("les også"), W("ayrıca oku"), W("ayrıca okuyun"), W("bunu da okuyun"), W("ilginizi çekebilir"),
    W("lue myös"), W("přečtěte si také"), W("citește și"), W("olvasd el ezt is"), W("pročitajte i"), W("pročitajte još"),
    W("прочетете още"), W("διαβάστε επίσης"), W("διαβάστε ακόμη"), W("đọc thêm"), W("xem thêm"),
    /* Japanese, Chinese, Korean, Arabic, Persian, Hebrew */
    W("関連記事"), W("あわせて読みたい"), W("延伸阅读"), W("相关阅读"), W("相关新闻"), W("延伸閱讀"), W("相關新聞"), W("관련기사"),
    W("관련 기사"), W("اقرأ أيضا"), W("اقرأ أيضاً"), W("اقرأ أيضًا"), W("بیشتر بخوانید"), W("קראו גם"), W("baca juga"),
    {NULL, 0},
};

const struct phrase words_alone[] = {
    /* English */
    W("share"), W("share this"), W("share this article"), W("share this story"), W("share this post"), W("share this page"),
    W("share this with"), W("share on facebook"), W("share on twitter"), W("share on x"), W("share on linkedin"),
    W("share on whatsapp"), W("share on telegram"), W("share via email"), W("share by email"), W("sharing is caring"),
    W("tweet"), W("tweet this"), W("like this"), W("like loading"), W("email this"), W("print this"), W("advertisement"),
    W("story continues below advertisement"), W("article continues below advertisement"),
    W("story continues below"), W("article continues after advertisement"), W("sponsored content"), W("view this post on instagram"),
    W("tags"), W("filed under"),
    W("related posts"), W("related articles"), W("related stories"), W("related links"), W("related content"),
    W("related coverage"), W("related news"),
    /* German */
    W("teilen"), W("artikel teilen"), W("beitrag teilen"), W("teile dies mit"), W("teilen mit"), W("teilen auf facebook"),
    W("auf facebook teilen"), W("auf twitter teilen"), W("auf x teilen"), W("gefällt mir"), W("gefällt mir wird geladen"),
    W("anzeige"), W("mehr zum thema"), W("ähnliche artikel"), W("ähnliche beiträge"),
    /* French */
    W("partager"), W("partager cet article"), W("partagez cet article"), W("partager sur facebook"),
    W("partager sur twitter"), W("partager sur x"), W("partager sur whatsapp"), W("j'aime"), W("j'aime chargement"),
    W("publicité"), W("sur le même sujet"), W("articles similaires"), W("articles liés"),
    /* Spanish */
    W("compartir"), W("comparte"), W("comparte esto"), W("compartir en facebook"), W("compartir en twitter"),
    W("compartir en x"), W("compartir en whatsapp"), W("me gusta"), W("me gusta cargando"), W("publicidad"),
    W("noticias relacionadas"), W("artículos relacionados"),
    /* Italian */
    W("condividi"), W("condividi su"), W("condividi su facebook"), W("condividi su twitter"), W("condividi su x"),
    W("condividi su whatsapp"), W("condividi questo articolo"), W("condividi l'articolo"), W("mi piace"),
    W("mi piace caricamento"), W("pubblicità"), W("articoli correlati"),
    /* Dutch */
    W("delen"), W("deel dit artikel"), W("deel dit bericht"), W("deel dit"), W("delen op facebook"), W("deel op facebook"),
    W("delen via whatsapp"), W("vind ik leuk"), W("vind-ik-leuk laden"), W("advertentie"), W("gerelateerde artikelen"),
    /* Portuguese */
    W("compartilhe"), W("compartilhar"), W("compartilhe isso"), W("partilhar"), W("partilhe isto"),
    W("compartilhar no facebook"), W("compartilhe no facebook"), W("compartilhe no whatsapp"),
    W("curtir isso"), W("curtir carregando"), W("publicidade"), W("notícias relacionadas"), W("artigos relacionados"),
    /* Russian, Ukrainian */
    W("поделиться"), W("поделись"), W("поделитесь"), W("поделиться ссылкой"), W("поделиться в facebook"),
    W("понравилось это"), W("реклама"), W("материалы по теме"), W("поділитися"),
    /* Polish, Czech, Swedish, Danish, Norwegian, Finnish, Turkish */
    W("udostępnij"), W("reklama"), W("sdílet"), W("dela"), W("annons"), W("annonse"), W("reklame"), W("mainos"), W("jaa"), W("paylaş"),
    {NULL, 0},
};

const struct phrase words_beside[] = {
    W("facebook"), W("twitter"), W("x"), W("linkedin"), W("whatsapp"), W("telegram"), W("pinterest"), W("reddit"), W("tumblr"),
    W("mastodon"), W("bluesky"), W("threads"), W("pocket"), W("vk"), W("email"), W("e-mail"), W("mail"), W("print"), W("pin"), W("pin it"),
    W("loading"), W("copy link"), W("link"), W("drucken"), W("imprimer"), W("imprimir"), W("stampa"), W("afdrukken"), W("печать"),
    {NULL, 0},
};

const struct phrase words_rights[] = {
    W("where people are continuing the conversation by highlighting and responding to this story"),
    W("all rights reserved"), W("alle rechte vorbehalten"), W("tous droits réservés"),
    W("todos los derechos reservados"), W("tutti i diritti riservati"), W("alle rechten voorbehouden"),
    W("todos os direitos reservados"), W("все права защищены"), W("wszelkie prawa zastrzeżone"),
    W("všechna práva vyhrazena"), W("alla rättigheter förbehållna"), W("tüm hakları saklıdır"), W("усі права захищені"),
    {NULL, 0},
};

const struct words_pair words_first_on[] = {
    {"the post ", " appeared first on "}, {"the post ", " first appeared on "},
    {"the article ", " appeared first on "}, {"the article ", " first appeared on "},
    {"this article ", " first appeared on "}, {"this article ", " appeared first on "},
    {"this post ", " first appeared on "}, {"this story ", " first appeared on "},
    {"the story ", " appeared first on "},
    {"der beitrag ", " erschien zuerst auf "}, {"der beitrag ", " ist zuerst erschienen auf "},
    {"der artikel ", " erschien zuerst auf "}, {"dieser artikel ", " erschien zuerst auf "},
    {"l'article ", " est apparu en premier sur "}, {"cet article ", " est apparu en premier sur "},
    {"la publication ", " est apparue en premier sur "},
    {"la entrada ", " se publicó primero en "}, {"la entrada ", " aparece primero en "},
    {"la entrada ", " apareció primero en "}, {"el artículo ", " apareció primero en "},
    {"el cargo ", " apareció primero en "}, {"la nota ", " apareció primero en "},
    {"l'articolo ", " proviene da "}, {"l'articolo ", " sembra essere il primo su "},
    {"questo articolo ", " proviene da "}, {"het bericht ", " verscheen eerst op "},
    {"het artikel ", " verscheen eerst op "}, {"o post ", " apareceu primeiro em "},
    {"o artigo ", " aparece primeiro em "}, {"o artigo ", " apareceu primeiro em "},
    {"o conteúdo ", " aparece primeiro em "}, {"a notícia ", " apareceu primeiro em "},
    {"запись ", " впервые появилась "}, {"сообщение ", " появились сначала на "},
    {"сообщение ", " появилось сначала на "}, {"статья ", " впервые появилась "},
    {"запис ", " спершу з'явився на "}, {"artykuł ", " pochodzi z serwisu "},
    {"post ", " pojawił się poraz pierwszy w "}, {"příspěvek ", " pochází z "},
    {"příspěvek ", " se nejdříve objevil na "}, {"inlägget ", " dök först upp på "},
    {"indlægget ", " blev først udgivet på "}, {"innlegget ", " dukket først opp på "},
    {"artikkeli ", " julkaistiin ensimmäisen kerran "}, {"articolul ", " apare prima dată în "},
    {"το άρθρο ", " εμφανίστηκε πρώτα στο "}, {"投稿", "最初に表示されました"},
    {"a(z) ", " bejegyzés először "}, {"objava ", " pojavila se prvi puta na "}, {"članek ", " je bil prvič objavljen na "},
    {"l'entrada ", " ha aparegut primer a "}, {"článok ", " zobrazený najskôr "}, {"публикацията ", " се появи първо на "},
    {"artikel ", " pertama kali tampil pada "}, {"bài viết ", " đã xuất hiện đầu tiên "}, {"הפוסט ", " הופיע לראשונה ב"},
    {"ظهرت المقالة ", " أولاً على "}, {"نوشته ", " اولین بار در "},
    {NULL, NULL},
};

const struct phrase words_copyright[] = {
    W("©"), W("(c)"), W("copyright"), {NULL, 0},
};

const struct phrase words_networks[] = {
    W("facebook"), W("twitter"), W("x"), W("instagram"), W("telegram"), W("whatsapp"), W("youtube"),
    W("linkedin"), W("tiktok"), W("threads"), W("bluesky"), W("mastodon"), W("google"), W("flipboard"),
    W("вконтакте"), W("vk"), W("телеграм"), W("одноклассниках"), W("дзен"),
    W("facebooku"), W("twitterze"), W("instagramie"), W("фейсбуке"), W("телеграме"), W("инстаграме"), W("дзене"), {NULL, 0},
};

const struct words_pair words_ending[] = {
    /* English */
    {"subscribe to our", ""}, {"subscribe to", "newsletter"}, {"subscribe now", "newsletter"},
    {"sign up for", "newsletter"}, {"sign up to", "newsletter"}, {"sign up here", "newsletter"},
    {"join our", "newsletter"}, {"join our", "channel"}, {"join us on", NULL}, {"follow us on", NULL},
    {"like us on facebook", ""}, {"click here to subscribe", ""}, {"get our newsletter", ""},
    {"get the latest", "newsletter"}, {"download our app", ""},
    {"this article originally appeared", ""}, {"this article was originally published", ""},
    {"this story originally appeared", ""}, {"this story was originally published", ""},
    {"this post originally appeared", ""}, {"this post was originally published", ""},
    {"follow us", NULL}, {"find us on", NULL}, {"join our", "whatsapp"}, {"join our", "telegram"},
    {"for more news", "visit"}, {"for more news", "follow"}, {"submitted by", "[comments]"},
    {"forwarded this", "subscribe"}, {"filed under", ""},
    {"tags:", ""}, {"tagged with", ""}, {"posted in", "comment"}, {"to continue reading", ""}, {"subscribe to read", ""},
    {"subscribe to continue", ""}, {"learn more about your ad choices", ""}, {"hosted on acast", ""},
    {"hosted by simplecast", ""}, {"see omnystudio.com", ""}, {"privacy policy at https://art19.com", ""},
    /* German */
    {"abonnieren sie", "newsletter"}, {"abonniere", "newsletter"}, {"jetzt", "newsletter abonnieren"},
    {"jetzt", "newsletter anmelden"}, {"melden sie sich", "newsletter"}, {"melde dich", "newsletter"},
    {"folgen sie uns", NULL}, {"folge uns", NULL}, {"folgt uns", NULL}, {"hier geht es zum newsletter", ""},
    {"abonnieren sie unseren", ""}, {"abonniere unseren", ""}, {"abonniert unseren", ""},
    {"dieser artikel erschien zuerst", ""}, {"dieser beitrag erschien zuerst", ""},
    /* French */
    {"abonnez-vous à", "newsletter"}, {"abonnez-vous à", "lettre"}, {"abonnez-vous à notre", ""},
    {"inscrivez-vous à", "newsletter"}, {"inscrivez-vous à", "lettre"}, {"recevez notre newsletter", ""}, {"recevez la newsletter", ""},
    {"suivez-nous", NULL}, {"retrouvez-nous sur", NULL},
    {"suivez toute l'actualité", ""}, {"suivez", "chaîne whatsapp"}, {"cet article est réservé", "abonnés"},
    {"il vous reste", "de cet article à lire"}, {"abonnez-vous pour", "lire"},
    /* Spanish */
    {"suscríbete a", "newsletter"}, {"suscríbete a", "boletín"}, {"suscríbete a nuestro", ""},
    {"suscríbase a", "boletín"}, {"suscríbase a", "newsletter"}, {"regístrate", "newsletter"},
    {"regístrate", "boletín"}, {"apúntate a", "newsletter"}, {"síguenos en", NULL}, {"síganos en", NULL},
    {"suscríbete para", "leyendo"}, {"suscríbete a", "canal"}, {"únete a nuestro", "canal"},
    /* Italian */
    {"iscriviti alla", "newsletter"}, {"iscriviti al nostro", ""}, {"iscrivetevi", "newsletter"},
    {"abbonati alla", "newsletter"}, {"seguici su", NULL}, {"seguiteci su", NULL},
    {"riproduzione riservata", ""}, {"iscriviti al", "canale"},
    /* Dutch */
    {"abonneer je op", "nieuwsbrief"}, {"schrijf je in", "nieuwsbrief"}, {"meld je aan", "nieuwsbrief"},
    {"meld u aan", "nieuwsbrief"}, {"ontvang", "nieuwsbrief"}, {"volg ons op", NULL}, {"volg ons via", NULL},
    /* Portuguese */
    {"assine a", "newsletter"}, {"assine nossa", "newsletter"}, {"inscreva-se", "newsletter"},
    {"inscreva-se no nosso canal", ""}, {"subscreva a", "newsletter"}, {"receba nossa newsletter", ""}, {"receba a nossa newsletter", ""},
    {"siga-nos", NULL}, {"siga nos", NULL}, {"nos siga", NULL},
    {"clique aqui para seguir", "canal"}, {"siga o canal", ""}, 
    /* Russian, Ukrainian */
    {"подписывайтесь на наш", ""}, {"подпишитесь на наш", ""}, {"подписывайтесь на", "канал"},
    {"подпишитесь на", "рассылку"}, {"подпишись на", NULL}, {"подписаться на", NULL},
    {"следите за нами", NULL}, {"читайте нас в", NULL}, {"присоединяйтесь к нам", NULL},
    {"подписывайтесь на", NULL}, {"следите за нашими новостями", NULL},
    {"підписуйтесь на наш", ""}, {"підписуйтеся на наш", ""},
    /* Polish, Swedish, Danish, Norwegian */
    {"zapisz się na", "newsletter"}, {"zapisz się do", "newsletter"}, {"obserwuj nas", NULL}, {"dołącz do nas", NULL}, {"polub nas", NULL},
    {"prenumerera på", "nyhetsbrev"}, {"följ oss på", NULL}, {"tilmeld dig", "nyhedsbrev"},
    {"følg os på", NULL}, {"følg oss på", NULL},
    /* Turkish */
    {"bizi", "takip ed"},
    {NULL, NULL},
};
