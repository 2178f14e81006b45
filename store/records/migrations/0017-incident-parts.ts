import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Incidents say what is and was in them, by kind and department: those of before are told from their members and timelines. */
export const incidentParts: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}

// What the name of one that the city opened tells of: silence of everything, and the kind that it is called by.
const BESIDE = `json_extract(i.incident, '$.openedBy') = 'system' and i.cause not in ('silence', m.kind, m.kind || '-data')`

const STATEMENTS = [
  `create temp table incident_seen as
    select incident, kind, owner, district, 1 - isOut as isIn from incident_members
    union all
    select e.incident, json_extract(a.alarm, '$.kind'), json_extract(a.alarm, '$.owner'), json_extract(a.alarm, '$.district'), 0
      from incident_events e join alarms a on a.id = json_extract(e.event, '$.alarm')
      where json_valid(e.event) and json_valid(a.alarm)`,
  `create temp table incident_parts as
    select i.id as incident, json_object(
        'kind', m.kind, 'owner', m.owner, 'districts', json_group_array(distinct m.district), 'members', sum(m.isIn),
        'beside', json(case when ${BESIDE} then 'true' else 'false' end)
      ) as part
      from incident_seen m join incidents i on i.id = m.incident where json_valid(i.incident)
      group by i.id, m.kind, m.owner`,
  `create index temp.incident_parts_of on incident_parts (incident)`,
  `update incidents set incident = json_set(incident, '$.parts', json((
      select json_group_array(json(part)) from incident_parts where incident_parts.incident = incidents.id
    ))) where json_valid(incident)`,
  `drop table incident_parts`,
  `drop table incident_seen`,
]
