import { type Channel, type ChannelType, type ChannelWish, NEWS } from '../../../domain/delivery.ts'
import { SEVERITIES } from '../../../domain/severity.ts'
import { written } from '../controls.ts'

/** What a form begins with. */
export function wishOf(channel: Channel | null, type: string): ChannelWish {
  if (channel === null) {
    return {
      type,
      label: '',
      isOn: true,
      settings: {},
      filter: {},
      quiet: null,
      language: 'both',
      templates: {},
      summaryAbove: 10,
    }
  }
  const { label, isOn, settings, filter, quiet, language, templates, summaryAbove } = channel
  return { type: channel.type, label, isOn, settings, filter, quiet, language, templates, summaryAbove }
}

/** What a form says; lists with nothing or everything chosen are no filter. */
export function wishIn(data: FormData, type: ChannelType): ChannelWish {
  const chosen = <T extends string>(name: string, all?: readonly T[]): T[] | undefined => {
    const found = data.getAll(name).filter((one): one is T => typeof one === 'string')
    return found.length === 0 || found.length === all?.length ? undefined : found
  }
  const severities = chosen('severity', SEVERITIES)
  const news = chosen('news', [])
  const departments = chosen('department')
  const districts = chosen('district')
  const kinds = chosen('kind')
  const zh = written(data, 'templateZh').trim()
  const en = written(data, 'templateEn').trim()
  const language = written(data, 'language')
  const upTo = written(data, 'quietUpTo')
  return {
    type: type.id,
    label: written(data, 'label').trim(),
    isOn: data.has('isOn'),
    settings: Object.fromEntries(
      type.fields.flatMap(({ name, sort }) => {
        const value = written(data, `setting.${name}`).trim()
        // A secret that nothing was written for stays as it is.
        return sort === 'secret' && value === '' ? [] : [[name, value]]
      }),
    ),
    filter: {
      ...(severities && { severities }),
      ...(departments && { departments }),
      ...(districts && { districts }),
      ...(kinds && { kinds }),
      ...(news && { news: NEWS.filter((one) => news.some((found) => found === one)) }),
      ...(data.has('silent') ? { silent: true } : {}),
      ...(data.has('simulated') ? {} : { simulated: false }),
    },
    quiet: data.has('isQuiet')
      ? {
          from: written(data, 'quietFrom'),
          to: written(data, 'quietTo'),
          upTo: upTo === 'orange' || upTo === 'yellow' ? upTo : 'blue',
        }
      : null,
    language: language === 'zh' || language === 'en' ? language : 'both',
    templates: { ...(zh === '' ? {} : { zh }), ...(en === '' ? {} : { en }) },
    summaryAbove: Number(written(data, 'summaryAbove')) || 10,
  }
}
