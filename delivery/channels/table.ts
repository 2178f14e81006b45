import type { ChannelKind } from '../channel-kind.ts'
import { alertmanager } from './alertmanager.ts'
import { dingtalk } from './dingtalk.ts'
import { email } from './email.ts'
import { feishu } from './feishu.ts'
import { webhook } from './webhook.ts'
import { wecom } from './wecom.ts'

/** Every way out of the city: a channel is its file, and its row here. */
export const CHANNELS: readonly ChannelKind[] = [email, dingtalk, wecom, feishu, webhook, alertmanager]

export function channelKind(id: string): ChannelKind | undefined {
  return CHANNELS.find((kind) => kind.id === id)
}
