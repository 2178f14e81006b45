import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/**
 * Says whether many people use a password: as it is, in other case, or with signs and digits that stand for letters (`P@ssw0rd`). The list is
 * read anew each time, in a few milliseconds: that is rare, and hashing a password takes longer.
 */
export function readCommonPasswords(): (password: string) => boolean {
  const published = gunzipSync(readFileSync(join(import.meta.dirname, 'common-passwords.txt.gz'))).toString()
  const lines = fold(`${published}${OF_THIS_TRADE.trim().replaceAll(/\s+/g, '\n')}\n`)
  return (password) => lines.includes(`\n${fold(password)}\n`)
}

/** Letters that look alike become one. */
function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[@436€91i!|0$57+2]/g, (sign) => LETTER_OF[sign] ?? sign)
}

const LETTER_OF: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '€': 'e',
  '6': 'g',
  '9': 'g',
  '1': 'l',
  i: 'l',
  '!': 'l',
  '|': 'l',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
  '+': 't',
  '2': 'z',
}

// From lists of leaks, from devices' defaults, and of this trade.
const OF_THIS_TRADE = `
00000000 0987654321 11111111 11223344 112233445566 123123123 12341234 12344321
12345678 123456789 1234567890 123456789a 123456a. 123456aa 123456abc 1234abcd
1234qwer 123654789 123qweasd 1314520520 135792468 147258369 159753456 1q2w3e4r
1q2w3e4r5t 1qaz2wsx 31415926 52013145 5201314520 66666666 741852963 789456123
87654321 88888888 99999999 a123456. a1234567 a12345678 a123456789 a1b2c3d4
aa123456 aa12345678 aaaaaaaa abc12345 abcabcabc abcd1234 abcdefgh access14
admin123 admin123! admin1234 admin12345 admin888 admin@123 adminadmin administrator
alejandro anthony1 arsenal1 asd123456 asdf1234 asdfasdf asdfghjk asdfghjkl
ashley12 autumn2025 autumn2026 babygirl1 banana123 barcelona baseball basketball
batman123 beijing2008 bismillah blessed1 blink182 buster12 butterfly changeit
changeme changeme1 changeme123 charlie1 cheese123 chelsea1 china123 chocolate
cisco123 cityadmin citypulse citypulse1 citypulse123 computer computer1 contrase
cookie123 correcthorse correcthorsebatterystaple corvette cowboys1 dahua123 daniel12 december
default1 default123 demo1234 demodemo diamond1 dolphin1 dragon123 elephant
emergency emergency1 facebook1 ferrari1 flower12 football francisco freedom1
gandalf1 google123 grafana1 guest123 guestguest h3c12345 harley123 hello123
hellohello helloworld hik12345 hikvision hockey12 huawei123 huawei@123 hunter123
iamtheadmin iloveyou iloveyou1 iloveyou2 influxdb internet internet1 january1
jennifer jessica1 jordan23 kennwort letmein1 letmein123 letmeinn li123456
liverpool login123 lovelove lovely123 loveme123 manager1 manager123 master123
matthew1 mercedes michael1 michelle mima1234 minecraft monitor1 monitor123
monkey123 mosquitto mountain mustang1 mylove123 myspace1 mysql123 ncc1701d
nihao123 nintendo notapassword november opensesame operator operator1 operator123
oracle123 p@ssw0rd p@ssw0rd! p@ssw0rd1 p@ssword pa$$word pa55word pass1234
pass12345 passpass passw0rd passw0rd! passw0rd1 passw0rd123 passwd123 password
password! password1 password1! password12 password123 password123! password1234 password2024
password2025 password2026 passwort penguin1 pepper123 pokemon1 porsche1 postgres
postgres1 princess q1w2e3r4 q1w2e3r4t5 qazwsxedc qq123456 qq12345678 qwe123456
qweasd123 qweasdzxc qwer1234 qwerty12 qwerty123 qwerty123! qwerty1234 qwertyui
qwertyuiop rainbow1 ranger12 raspberry root1234 rootroot samsung1 samsung123
secret123 september server123 service1 service123 shadow123 shanghai1 smartcity
smartcity1 soccer12 spiderman spring2024 spring2025 spring2026 starwars summer2023
summer2024 summer2025 summer2026 sunshine superman superman1 support1 support123
system123 test1234 test12345 tester123 testtest thisisapassword tigger12 toor1234
topsecret trustme1 trustno1 user1234 useruser wang1234 welcome1 welcome1!
welcome123 whatever winter2023 winter2024 winter2025 winter2026 woaini1314 woaini520
woaiwojia wodemima word1234 xxxxxxxx yamaha123 zaq12wsx zhang123 zhongguo
zhongguo1 zte12345 zxc123456 zxcvbnm1 zxcvbnm123 zzzzzzzz
`
