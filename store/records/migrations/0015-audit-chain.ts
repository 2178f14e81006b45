import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The audit as a chain: each entry linked to the one before, nothing changed or taken away but below a signed cut. */
export const auditChain: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const text of STATEMENTS) await sql.raw(text).execute(db)
  },
}

const ONLY_ADDED = "select raise(abort, 'the audit is only ever added to')"

const STATEMENTS = [
  `alter table audit add column source text not null default ''`,
  'create index audit_by_action on audit (action, seq)',
  'create index audit_by_time on audit (at)',

  // n counts from 0 without gaps: the leaf of the tree.
  `create table audit_chain (
    seq integer primary key,
    n integer not null unique,
    link blob not null
  ) strict`,
  `create table audit_heads (
    size integer primary key,
    head text not null
  ) strict`,
  // Whole subtrees of 256 leaves and more, and the frontiers of cuts.
  `create table audit_nodes (
    level integer not null,
    place integer not null,
    hash blob not null,
    primary key (level, place)
  ) strict, without rowid`,
  // Entries of the first \`size\` were taken away when they were old enough; the head of that size stays.
  `create table audit_cuts (
    size integer primary key,
    seq integer not null,
    at real not null,
    frontier text not null
  ) strict`,

  // What was there before is linked in its order.
  'create table audit_before as select * from audit',
  'delete from audit',
  `create trigger audit_linked after insert on audit begin
    insert into audit_chain (seq, n, link) values (
      new.seq,
      (select coalesce(max(n), -1) + 1 from audit_chain),
      audit_link(
        coalesce((select link from audit_chain order by n desc limit 1), zeroblob(32)),
        new.seq, new.at, new.actor, new.source, new.action, new.object, new.result, new.detail
      )
    );
  end`,
  `insert into audit (seq, at, actor, source, action, object, result, detail)
    select seq, at, actor, source, action, object, result, detail from audit_before order by seq`,
  'drop table audit_before',

  // An insert that replaces a row fires no trigger of a deletion.
  `create trigger audit_added before insert on audit
    when new.seq between 1 and (select coalesce(max(seq), 0) from audit) begin ${ONLY_ADDED}; end`,
  `create trigger audit_chain_added before insert on audit_chain
    when new.seq <= (select coalesce(max(seq), 0) from audit_chain) begin ${ONLY_ADDED}; end`,
  `create trigger audit_kept before delete on audit
    when old.seq > (select coalesce(max(seq), 0) from audit_cuts) begin ${ONLY_ADDED}; end`,
  `create trigger audit_chain_kept before delete on audit_chain
    when old.seq > (select coalesce(max(seq), 0) from audit_cuts) begin ${ONLY_ADDED}; end`,
  `create trigger audit_heads_kept before delete on audit_heads
    when old.size >= (select coalesce(max(size), 0) from audit_cuts) begin ${ONLY_ADDED}; end`,
  `create trigger audit_cuts_kept before delete on audit_cuts begin ${ONLY_ADDED}; end`,
  ...['audit', 'audit_chain', 'audit_heads', 'audit_cuts'].map(
    (table) => `create trigger ${table}_unchanged before update on ${table} begin ${ONLY_ADDED}; end`,
  ),
]
