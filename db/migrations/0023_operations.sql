-- The log of operations carries every change of membership, alias and code itself: the state is its replay
-- (src/linking/replay.ts). What people said of two parties or two disputes stands in a log of its own.

alter table linking.operation
  -- Order of the log: ids bear the time of the record, which may arrive late.
  add column sequence bigint,
  -- What moved, from where and to where: {"r": {record: dispute}, "m": {mention: party}, "d": {dispute: [code, leads to, void]},
  -- "p": {party: [leads to, void]}}. What stands in one of the two only came, or went.
  add column before jsonb not null default '{}',
  add column after jsonb not null default '{}';

-- Minted by an operation that was undone: the code leads on for ever, but is no part of the state.
alter table linking.dispute add column void boolean not null default false;
alter table linking.party add column void boolean not null default false;

create index dispute_merged on linking.dispute (county, merged_into) where merged_into is not null;
create index party_merged on linking.party (county, merged_into) where merged_into is not null;

create table linking.judgement (
  county char(6) not null,
  id uuid not null,
  sequence bigint not null,
  subject text not null check (subject in ('dispute', 'party')),
  one uuid not null,
  other uuid not null,
  -- withdrawn: takes back the judgement `withdraws`. Of a pair the latest that nobody took back holds.
  verdict text not null check (verdict in ('same', 'different', 'unsure', 'withdrawn')),
  withdraws uuid,
  actor text not null,
  officer_id uuid,
  reason text not null,
  at timestamptz not null,
  -- The operation of which it is a part; undone together.
  op_id uuid,
  primary key (county, id),
  unique (county, sequence)
);
create index judgement_one on linking.judgement (county, one);
create index judgement_other on linking.judgement (county, other);
create index judgement_withdraws on linking.judgement (county, withdraws) where withdraws is not null;
create index judgement_op on linking.judgement (county, op_id) where op_id is not null;
alter table linking.judgement enable row level security;
alter table linking.judgement force row level security;
create policy county on linking.judgement using (county = (select access.setting('county')))
  with check (county = (select access.setting('county')));
grant select, insert on linking.judgement to suyuan_app;

do $$
declare name text;
begin
  foreach name in array array['operation', 'dispute', 'dispute_record', 'party', 'party_member', 'proposal', 'distinct_party'] loop
    execute format('alter table linking.%I no force row level security', name);
  end loop;
end $$;

-- What earlier stores know: memberships name the operation that began and ended them.
update linking.operation o set sequence = n.place
  from (select county, id, row_number() over (partition by county order by at, id) as place from linking.operation) n
  where n.county = o.county and n.id = o.id;
update linking.operation o set after = n.after from (
  select county, op_id, jsonb_build_object('r', jsonb_object_agg(record_id, dispute_id)) as after from linking.dispute_record group by county, op_id
) n where n.county = o.county and n.op_id = o.id;
update linking.operation o set before = n.before from (
  select county, end_op_id, jsonb_build_object('r', jsonb_object_agg(record_id, dispute_id)) as before
  from linking.dispute_record where end_op_id is not null group by county, end_op_id
) n where n.county = o.county and n.end_op_id = o.id;
update linking.operation o set after = o.after || n.after from (
  select county, op_id, jsonb_build_object('m', jsonb_object_agg(mention_id, party_id)) as after from linking.party_member group by county, op_id
) n where n.county = o.county and n.op_id = o.id;
-- Of a mention, what came before is the membership that ended when this one began; with the record it left it ended with the record.
update linking.operation o set before = o.before || n.before from (
  select m.county, m.op_id, jsonb_build_object('m', jsonb_object_agg(m.mention_id, m.before)) as before from (
    select county, op_id, mention_id, lag(party_id) over (partition by county, mention_id order by from_at, op_id) as before from linking.party_member
  ) m where m.before is not null group by m.county, m.op_id
) n where n.county = o.county and n.op_id = o.id;
update linking.operation o set before = o.before || n.before from (
  select r.county, r.end_op_id, jsonb_build_object('m', jsonb_object_agg(m.mention_id, m.party_id)) as before
  from linking.dispute_record r
  join linking.operation e on e.county = r.county and e.id = r.end_op_id and e.kind = 'detach'
  join (select distinct on (county, mention_id) county, mention_id, record_id, party_id from linking.party_member
        where to_at is not null order by county, mention_id, from_at desc, op_id desc) m on m.county = r.county and m.record_id = r.record_id
  where not exists (select from linking.party_member c where c.county = m.county and c.mention_id = m.mention_id and c.to_at is null)
  group by r.county, r.end_op_id
) n where n.county = o.county and n.end_op_id = o.id;
-- Codes: minted by the first operation that put a record there; a code that leads on now was last moved by the latest that named both.
update linking.operation o set after = o.after || n.after from (
  select county, op_id, jsonb_build_object('d', jsonb_object_agg(dispute_id, jsonb_build_array(trace_code, null))) as after from (
    select distinct on (r.county, r.dispute_id) r.county, r.dispute_id, r.op_id, d.trace_code
    from linking.dispute_record r
    join linking.operation o on o.county = r.county and o.id = r.op_id
    join linking.dispute d on d.county = r.county and d.id = r.dispute_id
    order by r.county, r.dispute_id, o.sequence
  ) f group by county, op_id
) n where n.county = o.county and n.op_id = o.id;
update linking.operation o set
    before = o.before || jsonb_build_object('d', coalesce(o.before -> 'd', '{}') || n.before),
    after = o.after || jsonb_build_object('d', coalesce(o.after -> 'd', '{}') || n.after)
  from (
    select county, op_id, jsonb_object_agg(id, jsonb_build_array(trace_code, null)) as before, jsonb_object_agg(id, jsonb_build_array(trace_code, merged_into)) as after
    from (
      select distinct on (d.county, d.id) d.county, d.id, d.trace_code, d.merged_into, o.id as op_id
      from linking.dispute d
      join linking.operation o on o.county = d.county
        and ((o.dispute_id = d.id and o.other_dispute_id = d.merged_into) or (o.other_dispute_id = d.id and o.dispute_id = d.merged_into))
      where d.merged_into is not null order by d.county, d.id, o.sequence desc
    ) l group by county, op_id
  ) n where n.county = o.county and n.op_id = o.id;

insert into linking.judgement (county, id, sequence, subject, one, other, verdict, actor, reason, at, op_id)
  select county, gen_random_uuid(), row_number() over (partition by county order by at, one, other), subject, one, other, 'different', actor, reason, at, op_id
  from (
    select county, 'party' as subject, party_id as one, other_id as other, 'system' as actor, '' as reason, at, op_id from linking.distinct_party where party_id < other_id
    union all
    select county, 'dispute', dispute_id, other_dispute_id, coalesce(decided_by, 'system'), coalesce(reason, ''), coalesce(decided_at, at), null
    from linking.proposal where decision = 'different'
  ) told;
drop table linking.distinct_party;

do $$
declare name text;
begin
  foreach name in array array['operation', 'dispute', 'dispute_record', 'party', 'party_member', 'proposal'] loop
    execute format('alter table linking.%I force row level security', name);
  end loop;
end $$;

alter table linking.operation alter column sequence set not null;
create unique index operation_sequence on linking.operation (county, sequence);
-- Append-only: only the pointer to the operation that undid one may be set.
revoke update on linking.operation from suyuan_app;
grant update (undone_by) on linking.operation to suyuan_app;
