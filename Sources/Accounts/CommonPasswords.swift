/// The commonest passwords of 8 characters and more, as leaks show them: what guessers try first (NIST 800-63B section 5.1.1.2).
///
/// Taken from the frequency list of zxcvbn (MIT licence), with some of this decade and repeated characters added. In lower case, sorted, between blanks:
/// one string costs nothing at the start, and the set is made when the first person registers.
enum CommonPasswords {
    /// Whether `folded`, a password in lower case, is one of them.
    static func contains(_ folded: String) -> Bool { all.contains(folded[...]) }

    static let all = Set(list.split(whereSeparator: \.isWhitespace))

    private static let list = #"""
        !qaz2wsx 0.0.0.000 00000000 000000000 0000000000 01011910 01011970 01011975 01011977 01011979 01011980 01011981
        01011982 01011983 01011984 01011985 01011986 01011987 01011988 01011989 01011990 01011991 01011992 01011993 01011999
        01012000 01012001 01012010 01012011 01020304 01081989 01091989 02011980 02011984 02011985 02011986 02011987 02011988
        02021982 02021983 02021984 02021985 02021986 02021987 02021988 02021989 02031982 02031984 02031985 02031986 02031987
        02041982 02041983 02041984 02041986 02041987 02041988 02051982 02051983 02051986 02061980 02061985 02061986 02061987
        02061988 02061989 02071982 02071984 02071986 02081982 02081984 02081985 02081986 02081987 02081988 02081989 02091983
        02091986 02091987 02101984 02101985 03082006 10203040 1029384756 11111111 111111111 1111111111 11112222 111222333
        11223344 1122334455 11235813 1123581321 12011987 12131415 12312312 1232323q 123321123 12344321 123454321 1234554321
        123456654321 12345678 123456789 1234567890 1234567890a 1234567890q 1234567891 12345678910 123456789a 123456789q
        123456789z 12345678a 12345678q 12345679 1234567a 1234567q 123456aa 123456qw 123456qwe 123456qwerty 12345qwe 12345qwert
        1234abcd 1234asdf 1234qwer 12365478 123654789 12369874 123698745 123789456 123qq123 123qwe123 123qweasd 123qweasdzxc
        123qwerty 12qw34er 12qwaszx 13243546 135792468 1357924680 14725836 147258369 147852369 14789632 147896325 15426378
        18436572 192837465 19411945 1a2b3c4d 1a2s3d4f 1passwor 1q2w3e4r 1q2w3e4r5 1q2w3e4r5t 1q2w3e4r5t6y 1qa2ws3ed 1qaz2wsx
        1qaz2wsx3edc 1qazxsw2 1x2zkg8w 21031988 22222222 222222222 2222222222 25802580 31415926 321654987 33333333 333333333
        3333333333 44444444 444444444 4444444444 4815162342 50spanks 55555555 555555555 5555555555 66666666 666666666
        6666666666 73501505 741852963 77777777 777777777 7777777777 78945612 789456123 7ugd5hip2j 88888888 888888888
        8888888888 8j4ye3uz 9293709b13 963852741 987456321 987654321 99999999 999999999 9999999999 a1234567 a12345678
        a123456789 a1b2c3d4 a1s2d3f4 aa123456 aaaaaaaa aardvark abc12345 abcd1234 abcd12345 aberdeen abnormal access14
        achilles adgjmptw admin123 administrator agent007 airborne airforce airplane albatros alejandr aleksandr aleksandra
        alexande alexandr alphabet amateurs america1 amsterda amsterdam anaconda anastasiya andromed andromeda anhyeuem
        anthony1 apollo13 apple123 applepie aquarius armagedon arsenal1 asdf1234 asdfasdf asdfghjk asdfghjkl asdfghjkl1
        asdfghjkl; asdfzxcv aspirine assassin asshole1 assholes atlantis australi autumn2024 autumn2025 avalanch azsxdcfv
        babyblue babydoll babyface babygirl babylon5 babylove backdoor balloons barbados barcelon barcelona barefoot baseball
        baseball1 basketba batman123 bbbbbbbb bcfields beautifu beefcake bigballs bigboobs bigdaddy bigmoney billybob billyboy
        binladen bitchass blackbir blackcat blackdog blackhaw blackjac blackjack blackout blahblah blessing blink182 blizzard
        bluebird blueeyes bluefish bluemoon bobafett bobdylan bollocks bonehead bookworm boomboom borussia brandon1 brighton
        brooklyn brucelee buckeyes buckshot budapest buddyboy budlight budweise bulldog1 bulldogs bullfrog bullseye bullshit
        bunghole buttercu butterfl butterfly buttfuck butthead butthole cadillac caliente californ caligula cambiami cameltoe
        cameron1 candyman cannabis capslock cardinal carlitos carolina carpedie casanova catherin cavalier cccccccc cdtnkfyf
        cerberus cfitymrf chainsaw champion changeme changeme123 chargers charles1 charlie1 charlott charlton checkers
        chelsea1 cherokee chester1 chevelle chevrole chevrolet cheyenne chicago1 chicken1 chickens chocolat chrisbln christia
        christin christma christop chrysler chuckles cinnamon cjkysirj clarinet classics claymore clevelan clitoris cocacola
        coldbeer colombia colorado coltrane commando computer computer1 concorde concrete consumer cooldude coolness corleone
        correcthorsebatterystaple corvette cosworth cowboys1 crazybab creampie creative crjhgbjy crusader crystal1 dannyboy
        darklord darkness darkside darkstar dbrnjhbz dddddddd deadhead deadpool deepthroat deeznuts deeznutz default1 defender
        deftones designer devil666 devildog dfktynbyf diamond1 diamonds dickhead dietcoke digital1 dilligaf dingdong dinosaur
        dirtbike discover dkflbckfd dkflbvbh doberman dodgeram doghouse dolphin1 dolphins doomsday doughboy dragon12 dragon123
        dragonba dragonball drowssap drpepper drummer1 dthjybrf dutchess dynamite earnhard eastside eastwood eatpussy eeeeeeee
        einstein ekaterina eldorado electric electron elephant elizabet elizaveta eminem123 engineer enterpri enterprise
        ericsson eternity excalibu excalibur explorer facebook facebook1 fandango farscape fastball ferrari1 ffffffff fgtkmcby
        fireball firebird firewall fishing1 fktrcfylh fktrcfylhf flamengo flamingo flexible florida1 flounder football
        football1 fordf150 formula1 forsaken fortnite francesc freckles freedom1 freepass freeporn freeuser front242 frontier
        fuck_inside fuckface fuckoff1 fuckthis fuckyou1 fuckyou2 fullmoon fyfcnfcbz fyutkbyf gabriel1 gabriell gamecock
        gamecube gameover gandalf1 gangbang gangster garfield gargoyle gateway1 gatorade geronimo gesperrt getmoney gfhjkm123
        gfhjkmgfhjkm gggggggg ghbdtnbr ghblehjr ghjcnjnfr ghostrider gladiator gn56gn56 godfathe godfather godsmack godzilla
        goldfish goldstar goldwing golfball goodluck goodtime google123 gordon24 gotohell greatone green123 greenbay greenday
        guardian guest123 guinness halflife handyman hannibal happy123 happyday hardcock hardcore hardrock harrypotter
        hawaii50 hawaiian hawkeyes hayabusa heather1 hedgehog heineken hellfire hello123 hellyeah hercules hhhhhhhh highheel
        highland hollywoo holyshit hongkong hooligan hoosiers hotpussy hotstuff hunter22 hurrican hyperion icecream icehouse
        idontkno idontknow ihateyou iiiiiiii illusion ilovesex iloveyou iloveyou1 immortal infiniti infinity insomnia inspiron
        instagram internet internet1 intrepid intruder inuyasha islander istanbul iverson3 jackson1 jackson5 james007 jamesbon
        jamesbond jasmine1 jayhawks jellybea jennifer1 jessica1 jiggaman jjjjjjjj johannes jordan123 jordan23 just4fun
        justdoit juventus juventus1 kakashka kamikaze kangaroo karolina katarina katerina kawasaki kazantip kcj9wx5n kenworth
        keyboard keystone killbill killer12 killer123 kingfish kingkong kingston kissmyass kittycat kittykat kkkkkkkk
        kleopatra knickers knockers labrador lacrosse lancelot lasvegas leavemealone lesbians letmein1 letmein123 letmein2
        lifehack lightnin lightning lineage2 linkedin lionking liverpoo liverpool liverpool1 llllllll logitech lokomotiv
        lollipop lollypop lonestar lonewolf longhorn loverboy lowrider luckydog macdaddy madison1 magician magicman
        mailcreated5240 majestic makaveli maksimka mamapapa manchest manchester mandarin mandingo maradona marathon marcello
        mariners marino13 mariposa marlboro maryjane masamune master12 master123 matthew1 maverick maxwell1 mazafaka mazda626
        meatball meathead meatloaf mechanic megadeth megapass megatron melissa1 meowmeow mephisto mercedes mercedes1 meridian
        mersedes metallic metallica metallica1 michael1 michael2 michelle1 michigan microlab microphone microsof microsoft
        midnight millwall minecraft mistress mmmmmmmm mobydick mollydog monalisa moneyman mongoose monkey12 monkey123 monopoly
        monster1 montgom240 montreal moonbeam moonlight morpheus mortgage mortimer motherlode motorola mountain multiplelo
        munchkin mushroom musicman mustang1 mustangs mypassword naruto123 ncc1701a ncc1701d ncc1701e nebraska netscape
        nevermind newcastl newpass6 newyork1 nintendo nintendo1 nnnnnnnn nokia6300 nuttertools nwo4life oblivion oooooooo
        operator overkill overlord p0015123 p@ssw0rd p@ssword pa55w0rd pa55word packers1 paintbal paintball pakistan panasoni
        panasonic panther1 panthers pantyhos paradise pass1234 passport passw0rd passw0rd1 passwor1 password password!
        password1 password12 password123 password1234 password2 password2023 password2024 password2025 passwords passwort
        patrick1 patriots pavilion pearljam peekaboo penguins penthous peterpan pharmacy philippe phillies phoenix1 pianoman
        pineappl pineapple pingpong pinkfloy pinkfloyd piramida platinum playboy1 playstation playtime plymouth poiuytrewq
        pokemon1 pokemon123 polniypizdec0211 poohbear poontang porkchop pornstar porsche1 porsche9 porsche911 portland
        portugal poseidon pppppppp preacher precious predator presario presiden princess princess1 pringles pumpkin1 pumpkins
        punisher punkrock pussy123 pussycat pussyman q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 q2w3e4r5 qawsedrf qazwsx12 qazwsx123
        qazwsxed qazwsxedc qazwsxedc123 qazwsxedcrfv qazxswedc qqqqqqqq qweasd123 qweasdzxc qwer1234 qwerasdf qwert123
        qwerty11 qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyui qwertyuio qwertyuiop r2d2c3po radiohea
        ragnarok raiders1 rainbow6 raistlin rammstein rangers1 rasputin rastaman realmadrid rebecca1 reckless redalert
        reddevil redskins redwings renegade rfnthbyf rhbcnbyf rhfcjnrf rhjrjlbk rhtdtlrj richard1 rightnow rjhjktdf rjirfrgbde
        rjycnfynby roadkill roadking roadrunn robotech robotics rockford rockhard rockstar rolltide romashka rootbeer rrrrrrrr
        runescape rush2112 sailboat salamander salasana samantha samsung1 sandiego sapphire saratoga satan666 sausages
        scarface scoobydo scooter1 scorpio1 scorpion scotland scrabble seahawks sebastia secret123 security seinfeld seminole
        semperfi senators sentinel septembe serenity sersolution sexygirl shadow123 shamrock shaney14 shannon1 sherlock
        shitface shithead showtime silverad simpsons sinister sithlord skittles skorpion skywalke skywalker slapshot slipknot
        slippery smashing smeghead sneakers snickers snoopdog snowball snowboar snowboard snuggles socrates softball software
        sojdlg123aljg soso123aljg soulmate southpar southpark spaceman spanking spartans specialk spectrum spencer1 spiderma
        spiderman spitfire splinter spongebob spring2024 spring2025 squirrel srinivas ssssssss stallion stanislav starbuck
        starcraf starcraft stardust starfire starfish stargate starship startrek starwars starwars1 steelers stephani stingray
        stocking stonecol stonecold stranger strawberry stripper summer2023 summer2024 summer2025 sundance sunflowe sunflower
        sunnyday sunshine sunshine1 super123 superfly superman superman1 supersta superstar svetlana sweetnes sweetpea
        swimming swingers swordfis swordfish syncmaster syracuse tacobell talisman tarheels tazmania technics teddybea
        teddybear telephon temppass terminator terrapin test1234 testing123 testpass testtest thailand thanatos thankyou
        thedoors thegreat thirteen thuglife thunder1 thunderb tiberius tiffany1 tiger123 tinkerbell titanium titleist tommyboy
        tottenha tottenham translator traveler treasure trfnthbyf triangle trombone truelove trustno1 tttttttt tunafish
        turkey50 twilight ultimate umbrella underdog undertaker usuckballz1 uuuuuuuu vacation valentin valentina valhalla
        valkyrie vanguard vanhalen vasilisa verbatim veronika vfhufhbnf vfitymrf vfrcbvrf vfvfgfgf viewsonic viktoria violetta
        vkontakte vladimir vladislav vsjasnel12 vvvvvvvv warcraft wareagle warhammer warriors waterloo webmaste webmaster
        welcome! welcome1 welcome123 werewolf westside westwood wetpussy wg8e3wjf whatever whatsapp whiskers whitesox whocares
        wildcard wildcats wildfire william1 windsurf winston1 winter2023 winter2024 winter2025 wishbone wolfgang wolfpack
        wolverin wolverine woodland woofwoof wordpass wrangler wrestlin wrinkle1 wwwwwwww xxxxxxxx yamaha123 yankees1 yankees2
        yeahbaby yfcntymrf yjdsqgfhjkm yosemite yyyyyyyy z1x2c3v4 zaq12wsx zaq1xsw2 zeppelin zerocool zxasqw12 zxcasdqwe
        zxcv1234 zxcvbnm1 zxcvbnm123 zzzzzzzz
        """#
}
