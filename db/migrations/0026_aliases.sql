-- 0023 told of codes that lead on only where an operation named both disputes, and of no party that leads on. What lost its last
-- record or mention otherwise (a later version of a record, a person found to be another) is told here; a complete log is left as it is.

do $$
declare name text;
begin
  foreach name in array array['operation', 'dispute', 'dispute_record', 'party', 'party_member'] loop
    execute format('alter table linking.%I no force row level security', name);
  end loop;
end $$;

-- Carried by the latest operation that touched what leads on: the one that took its last record or mention away.
update linking.operation o set
    before = o.before || jsonb_build_object('d', coalesce(o.before -> 'd', '{}') || n.before),
    after = o.after || jsonb_build_object('d', coalesce(o.after -> 'd', '{}') || n.after)
  from (
    select county, op_id, jsonb_object_agg(id, jsonb_build_array(trace_code, null)) as before,
      jsonb_object_agg(id, jsonb_build_array(trace_code, merged_into)) as after
    from (
      select distinct on (d.county, d.id) d.county, d.id, d.trace_code, d.merged_into, o.id as op_id
      from linking.dispute d
      join linking.dispute_record r on r.county = d.county and r.dispute_id = d.id
      join linking.operation o on o.county = r.county and o.id in (r.op_id, r.end_op_id)
      where d.merged_into is not null and not exists (
        select from (select o.county, t.key::uuid as id from linking.operation o, jsonb_each(o.after -> 'd') t where t.value ->> 1 is not null) told
        where told.county = d.county and told.id = d.id)
      order by d.county, d.id, o.sequence desc
    ) l group by county, op_id
  ) n where n.county = o.county and n.op_id = o.id;
update linking.operation o set after = o.after || jsonb_build_object('p', coalesce(o.after -> 'p', '{}') || n.after)
  from (
    select county, op_id, jsonb_object_agg(id, jsonb_build_array(merged_into)) as after
    from (
      select distinct on (p.county, p.id) p.county, p.id, p.merged_into, o.id as op_id
      from linking.party p
      join linking.party_member m on m.county = p.county and m.party_id = p.id
      -- The membership that follows of the same mention, or the end of its record's.
      left join linking.party_member f on f.county = m.county and f.mention_id = m.mention_id and f.op_id <> m.op_id and f.from_at >= m.from_at
      left join linking.dispute_record r on r.county = m.county and r.record_id = m.record_id
      join linking.operation o on o.county = m.county and o.id in (m.op_id, f.op_id, r.end_op_id)
      where p.merged_into is not null and not exists (
        select from (select o.county, t.key::uuid as id from linking.operation o, jsonb_each(o.after -> 'p') t where t.value ->> 0 is not null) told
        where told.county = p.county and told.id = p.id)
      order by p.county, p.id, o.sequence desc
    ) l group by county, op_id
  ) n where n.county = o.county and n.op_id = o.id;

do $$
declare name text;
begin
  foreach name in array array['operation', 'dispute', 'dispute_record', 'party', 'party_member'] loop
    execute format('alter table linking.%I force row level security', name);
  end loop;
end $$;
