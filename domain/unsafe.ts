import { type Static, Type } from 'typebox'
import type { Label } from './label.ts'

/** How a city is set up so that somebody may get in or see what they should not; docs/security.md describes each. */
export const UNSAFE = {
  'http-plain': {
    label: { zh: '网页和接口在网络上不加密', en: 'Web pages and API are on the network without TLS' },
    remedy: {
      zh: '密码和令牌可被窃听。配置证书，或只监听 127.0.0.1 并在前面放置 TLS 代理。',
      en: 'Passwords and tokens can be intercepted. Configure a certificate, or listen on 127.0.0.1 only, behind a TLS proxy.',
    },
  },
  'mqtt-plain': {
    label: { zh: 'MQTT 在网络上不加密', en: 'MQTT is on the network without TLS' },
    remedy: {
      zh: '设备密码和读数可被窃听和伪造。让设备改用 MQTTS，并在防火墙上关闭明文端口。',
      en: 'Device passwords and readings can be intercepted and forged. Have devices use MQTTS, and close the plain port at the firewall.',
    },
  },
  'proxies-wide': {
    label: { zh: '信任的代理范围过大', en: 'Too many addresses are trusted as proxies' },
    remedy: {
      zh: '其中任何人都可以冒充别的地址，绕过锁定并误导审计。TRUSTED_PROXIES 只写代理本身的地址。',
      en: 'Anybody there can pose as another address, bypass lockouts and mislead the audit. Name only the proxies themselves in TRUSTED_PROXIES.',
    },
  },
  'admin-password-weak': {
    label: { zh: '管理员初始密码过弱', en: 'The initial administrator password is weak' },
    remedy: {
      zh: '换成至少 12 个字符、不含常见词的密码。',
      en: 'Choose one of at least 12 characters without common words.',
    },
  },
  'admin-password-in-environment': {
    label: { zh: '管理员密码仍在环境变量中', en: 'The administrator password is still in the environment' },
    remedy: {
      zh: '它只在首次启动时使用；从环境、服务文件和脚本中删除 ADMIN_PASSWORD。',
      en: 'It is used only at the first start. Remove ADMIN_PASSWORD from the environment, unit files and scripts.',
    },
  },
  'data-readable': {
    label: { zh: '数据目录可被其他用户读取', en: 'Other users can read the data folder' },
    remedy: { zh: '执行 chmod 700。', en: 'Run chmod 700 on it.' },
  },
  'key-readable': {
    label: { zh: '密钥文件可被其他用户读取', en: 'Other users can read the key file' },
    remedy: {
      zh: '执行 chmod 600，并更换密钥：npm run city -- secrets rotate。',
      en: 'Run chmod 600 on it and change the keys: npm run city -- secrets rotate.',
    },
  },
  'key-beside-data': {
    label: { zh: '密钥与数据放在一起', en: 'The key is stored with the data' },
    remedy: {
      zh: '磁盘或目录一旦被复制，其中的机密即可被解密。把 secrets.key 移到别处并设置 CITY_KEY_FILE。',
      en: 'Anybody who copies the disk or folder can decrypt the secrets. Move secrets.key elsewhere and set CITY_KEY_FILE.',
    },
  },
  'runs-as-root': {
    label: { zh: '以 root 身份运行', en: 'Running as root' },
    remedy: { zh: '为它建立专用用户。', en: 'Create a dedicated user for it.' },
  },
  'simulated-in-the-open': {
    label: { zh: '对网络开放的系统混有模拟数据', en: 'Simulated data in a city that is on the network' },
    remedy: { zh: '真实运行时设置 SIMULATE=0。', en: 'Set SIMULATE=0 for real operation.' },
  },
  'influx-plain': {
    label: { zh: '到 InfluxDB 的连接不加密', en: 'The connection to InfluxDB is without TLS' },
    remedy: {
      zh: '令牌和读数可被窃听；INFLUX_URL 改用 https。',
      en: 'Tokens and readings can be intercepted; use https in INFLUX_URL.',
    },
  },
  'audit-alone': {
    label: { zh: '审计签名头只存放在本机', en: 'Signed audit heads are stored on this machine only' },
    remedy: {
      zh: '拥有本机密钥的人可以重写日志而不被发现；在 city.yaml 中设置 audit.anchors 或 audit.syslog。',
      en: 'Anybody with the keys of this machine can rewrite the log unnoticed. Set audit.anchors or audit.syslog in city.yaml.',
    },
  },
} as const satisfies Record<string, { readonly label: Label; readonly remedy: Label }>

export type Unsafe = keyof typeof UNSAFE

/** One that holds here, and where. */
export const UnsafeSetting = Type.Object({
  id: Type.Enum(Object.keys(UNSAFE) as Unsafe[]),
  /** A path, an address, the name of a variable; never a secret. */
  detail: Type.String(),
})
export type UnsafeSetting = Static<typeof UnsafeSetting>

const COMMON =
  /admin|password|passwort|mima|qwert|asdf|abc123|123456|654321|letmein|welcome|citypulse|changeme|888888|666666/i

/** Whether a password is one that people try first, or too short. */
export function isWeakPassword(password: string): boolean {
  return password.length < 12 || COMMON.test(password) || new Set(password).size < 6
}

/** Whether an address is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\]|::ffff:127(\.\d{1,3}){3})$/i.test(host)
}
