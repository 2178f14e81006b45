import type { Label } from './label.ts'
import type { Severity } from './severity.ts'

/** What can be wrong with the monitor itself. */
export interface TroubleSpec {
  readonly severity: Severity
  readonly label: Label
  /** What whoever runs the city is to do. */
  readonly response: Label
}

/** Kind, station, district and department of the alarms of the monitor itself; no feed can have this kind. */
export const MONITOR = 'monitor'
/** Kind of the alarms of gateways; no feed can have it. */
export const GATEWAYS = 'gateways'

/** Every trouble of the monitor that is an alarm: its name is the alarm's rule. docs/alarms.md describes them. */
export const TROUBLES = {
  'store-away': {
    severity: 'orange',
    label: { zh: '时序库无响应', en: 'The time-series store does not respond' },
    response: {
      zh: '检查时序库及其网络；读数保存在日志中，恢复后自动补写。',
      en: 'Check the store and its network. Readings wait in the journal and are written when it is back.',
    },
  },
  'store-refuses': {
    severity: 'orange',
    label: { zh: '时序库拒绝写入', en: 'The time-series store refuses readings' },
    response: {
      zh: '按告警说明检查令牌、权限以及存储桶或数据库是否存在。读数保存在日志中，修复后自动补写，无需重启。',
      en: 'As the alarm says, check the token, its rights, and whether the bucket or database exists. Readings wait in the journal and are written automatically once this is fixed, without a restart.',
    },
  },
  'damage-found': {
    severity: 'orange',
    label: { zh: '数据文件损坏', en: 'A data file is damaged' },
    response: {
      zh: '原文件保存在 quarantine 目录；查看缺失区间，检查磁盘，必要时用备份恢复。',
      en: 'The original file is kept in the folder quarantine. Look at the gaps, check the disk, restore a backup if necessary.',
    },
  },
  'backup-failed': {
    severity: 'orange',
    label: { zh: '备份失败', en: 'A backup failed' },
    response: {
      zh: '查看原因（多为备份目录空间不足），处理后手动备份一次。',
      en: 'Find the cause, most often no space in the backup folder; fix it and make a backup manually.',
    },
  },
  'audit-broken': {
    severity: 'red',
    label: { zh: '审计日志被篡改', en: 'The audit log has been tampered with' },
    response: {
      zh: '按告警给出的条目号查看审计页；保全数据目录和密钥，与另存的签名头核对，用备份找出原样。',
      en: 'Open the audit page at the entry that the alarm names. Preserve the data folder and the keys, compare with the signed heads kept elsewhere, and find the original in a backup.',
    },
  },
  'audit-unanchored': {
    severity: 'yellow',
    label: { zh: '审计签名头未能另存', en: 'Signed audit heads cannot be saved elsewhere' },
    response: {
      zh: '检查 city.yaml 中 audit.anchors 的路径是否可写；恢复后新的签名头自动写入。',
      en: 'Check that the paths in audit.anchors of city.yaml can be written; new heads are then saved automatically.',
    },
  },
  'backup-overdue': {
    severity: 'yellow',
    label: { zh: '备份逾期', en: 'Backup overdue' },
    response: {
      zh: '超过 36 小时没有成功的备份。查看日志并手动备份一次。',
      en: 'No backup has succeeded for 36 hours. Look at the log and make one manually.',
    },
  },
  'clock-jumped': {
    severity: 'yellow',
    label: { zh: '服务器时钟被改动', en: 'The server clock was changed' },
    response: {
      zh: '检查服务器的 NTP 对时。静默和在线判断已自动顺延；时钟若仍有误，读数会被误判为迟到或超前。',
      en: 'Check NTP on the server. Silence and presence are adjusted automatically; while the clock is wrong, readings look late or ahead.',
    },
  },
  'clocks-wrong': {
    severity: 'blue',
    label: { zh: '站点时钟不准', en: 'Station clocks are wrong' },
    response: {
      zh: '为站点对时（NTP）。时钟偏慢的站点，其读数按迟到处理，不触发告警；超前过多的读数被拒收。',
      en: 'Set the station clocks (NTP). Readings from a clock that is behind count as late and raise no alarm; those too far ahead are refused.',
    },
  },
  'ingest-shedding': {
    severity: 'blue',
    label: { zh: '接入偏满：丢弃 QoS 0', en: 'Intake is filling up: QoS 0 is dropped' },
    response: {
      zh: '查看运行状态页的原因：时序库、磁盘空间或处理滞后。QoS 1、2 的数据不丢失。',
      en: 'See the cause on the operations page: the store, disk space, or a processing delay. No QoS 1 or 2 message is lost.',
    },
  },
  'ingest-slowed': {
    severity: 'yellow',
    label: { zh: '接入放慢：暂缓确认', en: 'Intake is slowed: acknowledgements are withheld' },
    response: {
      zh: '普通和低优先级设备暂存数据等待确认，新连接被拒。尽快恢复时序库或腾出磁盘空间。',
      en: 'Devices of normal and low priority keep their data and wait; new connections are refused. Restore the store or free disk space soon.',
    },
  },
  'ingest-reserved': {
    severity: 'orange',
    label: { zh: '接入仅限告警类站点', en: 'Intake is limited to alarm-class stations' },
    response: {
      zh: '日志只剩应急余量，仅接收告警类站点。立即恢复时序库或腾出磁盘空间。',
      en: 'Only the journal reserve is left, for alarm-class stations. Restore the store or free disk space now.',
    },
  },
  'ingest-stopped': {
    severity: 'red',
    label: { zh: '接入停止', en: 'Intake has stopped' },
    response: {
      zh: '任何消息都不再确认，设备自行保存数据，画面不再更新。立即恢复时序库或腾出磁盘空间；无需删除任何文件。',
      en: 'Nothing is acknowledged, devices keep their data, the picture is not updated. Restore the store or free disk space now; no file of the system needs to be deleted.',
    },
  },
  'line-behind': {
    severity: 'yellow',
    label: { zh: '处理滞后', en: 'Processing is behind' },
    response: {
      zh: '告警会相应推迟。检查处理器负荷和其他进程，必要时更换更快的机器。',
      en: 'Alarms are delayed by as much. Check the processor load and other programs; use a faster machine if necessary.',
    },
  },
  'clients-banned': {
    severity: 'blue',
    label: { zh: '设备因反复超速被暂拒', en: 'Devices are blocked for sending too fast' },
    response: {
      zh: '五分钟后自动解除。请设备厂商降低发送频率，断线重连时退避。',
      en: 'The block ends automatically after five minutes. Ask the vendor to reduce the sending rate and to back off when reconnecting.',
    },
  },
  'event-loop-late': {
    severity: 'yellow',
    label: { zh: '系统响应迟缓', en: 'The system responds slowly' },
    response: {
      zh: '机器过载。检查处理器、内存和其他进程。',
      en: 'The machine is overloaded. Check its processors, memory and other programs.',
    },
  },
  'dead-letters-many': {
    severity: 'yellow',
    label: { zh: '被拒消息过多', en: 'Too many messages are refused' },
    response: {
      zh: '打开死信页，从最大的一组看起：修正设备，或为该厂商建立字段映射，然后重放。',
      en: 'Open the page Dead letters, the largest group first: have the device corrected or make a field map for the vendor, then replay.',
    },
  },
  'duty-gap': {
    severity: 'yellow',
    label: { zh: '值班表有空缺', en: 'A duty roster has a gap' },
    response: {
      zh: '打开值班页，为空缺时段安排人员（换班或修改排班）；空缺期间，告警直接升级到上一级。',
      en: 'Open the page On duty and assign somebody to the gap, by a swap or in the roster. Until then, alarms call the next level at once.',
    },
  },
  'channel-failing': {
    severity: 'orange',
    label: { zh: '通知渠道发送失败', en: 'A notification channel fails' },
    response: {
      zh: '打开通知渠道页查看对方的答复，修正地址、密钥或网络后点“测试”。未送达的消息会保留并继续重试。',
      en: 'Open the page Channels, read the answer of the receiver, correct the address, secret or network and press Test. Undelivered messages are kept and retried.',
    },
  },
  'disk-full': {
    severity: 'red',
    label: { zh: '磁盘已满', en: 'The disk is full' },
    response: {
      zh: '腾出磁盘空间；设备自行保存数据等待确认，空间恢复后自动继续，无需删除系统的任何文件。',
      en: 'Free disk space. Devices keep their data until it is acknowledged, and intake resumes automatically. Do not delete any file of the system.',
    },
  },
  'files-short': {
    severity: 'orange',
    label: { zh: '文件描述符不足', en: 'Too few file descriptors' },
    response: {
      zh: '已连接的设备不受影响，新连接被拒绝。提高进程的文件数上限（LimitNOFILE 或 ulimit -n）后重启，或查明是谁打开了这么多连接。',
      en: 'Connected devices are not affected; new connections are refused. Raise the open file limit (LimitNOFILE or ulimit -n) and restart, or find out who opens so many connections.',
    },
  },
  'certificate-refused': {
    severity: 'orange',
    label: { zh: '新证书不可用', en: 'The new certificate cannot be used' },
    response: {
      zh: '仍在使用原证书。按告警说明更换证书或私钥文件；修复后自动生效，无需重启。',
      en: 'The previous certificate stays in use. Replace the certificate or key file that the alarm names; it takes effect automatically, without a restart.',
    },
  },
  'certificate-expiring': {
    severity: 'yellow',
    label: { zh: '证书即将到期', en: 'The certificate is about to expire' },
    response: {
      zh: '在到期之前换上新证书，到期后浏览器和设备都无法连接；更换文件后自动生效，无需重启。',
      en: 'Install a new certificate before it expires: after that, neither browsers nor devices can connect. It takes effect automatically, without a restart.',
    },
  },
  'replays-many': {
    severity: 'yellow',
    label: { zh: '站点大量重发旧消息', en: 'A station keeps resending old messages' },
    response: {
      zh: '重复消息不会二次入库。确认是设备断线重发还是有人重放截获的消息；如有怀疑，停用该站点并更换凭据。',
      en: 'Nothing is stored twice. Find out whether the device is resending its buffer or somebody is replaying captured messages; if in doubt, disable the station and change its credentials.',
    },
  },
  'warning-unissued': {
    severity: 'orange',
    label: { zh: '预警未能发布', en: 'A warning could not be issued' },
    response: {
      zh: '按告警说明修改 city.yaml 的 warnings 配置，必要时用其他渠道发布。',
      en: 'Correct the section warnings of city.yaml as the alarm says; if necessary, warn by other means.',
    },
  },
} as const satisfies Record<string, TroubleSpec>

export type Trouble = keyof typeof TROUBLES
