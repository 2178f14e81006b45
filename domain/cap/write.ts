import { type CapAlert, CAP_NAMESPACE, type CapArea, type CapInfo, type NamedValue } from './alert.ts'
import { element, texts, xmlDocument, type XmlElement } from './xml.ts'

/** A message as an OASIS CAP 1.2 document. The order of the elements is the schema's. */
export function capXml(alert: CapAlert): string {
  const { references, incidents } = alert
  return xmlDocument(
    element(
      'alert',
      [
        element('identifier', alert.identifier),
        element('sender', alert.sender),
        element('sent', alert.sent),
        element('status', alert.status),
        element('msgType', alert.msgType),
        ...texts('source', alert.source),
        element('scope', alert.scope),
        ...texts('restriction', alert.restriction),
        ...texts('code', ...alert.code),
        ...texts('note', alert.note),
        ...texts('references', references.join(' ')),
        ...texts('incidents', incidents.join(' ')),
        ...alert.info.map(infoElement),
      ],
      { xmlns: CAP_NAMESPACE },
    ),
  )
}

function infoElement(info: CapInfo): XmlElement {
  return element('info', [
    element('language', info.language),
    ...info.category.map((word) => element('category', word)),
    element('event', info.event),
    ...info.responseType.map((word) => element('responseType', word)),
    element('urgency', info.urgency),
    element('severity', info.severity),
    element('certainty', info.certainty),
    ...info.eventCode.map((code) => named('eventCode', code)),
    ...texts('effective', info.effective),
    ...texts('onset', info.onset),
    ...texts('expires', info.expires),
    ...texts('senderName', info.senderName),
    ...texts('headline', info.headline),
    ...texts('description', info.description),
    ...texts('instruction', info.instruction),
    ...texts('web', info.web),
    ...texts('contact', info.contact),
    ...info.parameter.map((parameter) => named('parameter', parameter)),
    ...info.area.map(areaElement),
  ])
}

function areaElement({ areaDesc, polygons, circles, geocodes }: CapArea): XmlElement {
  return element('area', [
    element('areaDesc', areaDesc),
    ...polygons.map((ring) =>
      element('polygon', ring.map(([lat, lon]) => `${decimal(lat)},${decimal(lon)}`).join(' ')),
    ),
    ...circles.map(([lat, lon, km]) => element('circle', `${decimal(lat)},${decimal(lon)} ${decimal(km)}`)),
    ...geocodes.map((code) => named('geocode', code)),
  ])
}

function named(name: string, { valueName, value }: NamedValue): XmlElement {
  return element(name, [element('valueName', valueName), element('value', value)])
}

/** A decimal of CAP: without exponent, to a tenth of a metre. */
export function decimal(number: number): string {
  return String(Number(number.toFixed(6)) + 0)
}
