-- Row policies of earlier migrations that let somebody write further than he sees; found by tests/matrix.

-- What the caller sees of a matter: directly, through the alert that names it, through the mediation, or, for a lender, through the contract. A
-- function, because a policy of access.handed that asked linking.dispute, whose policy asks access.handed, would recurse; it
-- runs as the caller and under the policies of each table.
create function access.sees(wanted uuid) returns boolean
  language sql stable set search_path = pg_catalog, pg_temp as $$
    select wanted = access.setting('dispute')::uuid
      or exists (select from linking.dispute d where d.county = access.setting('county') and d.id = wanted)
      or exists (select from intake.record r where r.county = access.setting('county') and r.id = wanted)
      or exists (select from warning.alert a where a.county = access.setting('county') and a.id = wanted)
      or exists (
        select from warning.alert_member m
        where m.county = access.setting('county') and m.dispute_id = wanted and m.removed_at is null)
      or exists (
        select from warning.alert_member m
        where m.county = access.setting('county') and m.record_id = wanted and m.removed_at is null)
      or exists (select from reports.advice a where a.county = access.setting('county') and a.id = wanted)
      or exists (select from contracts.contract c where c.county = access.setting('county') and c.dispute_id = wanted)
      or exists (select from mediation.mediation m where m.county = access.setting('county') and m.dispute_id = wanted)
  $$;

-- Nobody hands over what he does not see: else any desk could open any matter of the county to its own agency.
drop policy giver on access.handed;
create policy giver on access.handed for insert with check (
  county = (select access.setting('county'))
  and ((select access.setting('reach')) = '*' or access.sees(subject))
);

-- What runs for the reader's agency now. A function, so that a statement that needs no hand-over does not even plan the look-up
-- (which costs a list of fifty rows more than the rows), and a statement that does asks once and hashes the answer. It runs as
-- the caller, under the policy `live`.
create function access.handed_now() returns setof uuid
  language sql stable rows 200 set search_path = pg_catalog, pg_temp as $$
    select h.subject from access.handed h
     where h.county = access.setting('county')::char(6) and h.agency_id = access.setting('agency')::uuid
  $$;

alter policy reach on linking.dispute using (
  county = (select access.setting('county'))
  and (
    (select access.setting('reach')) in ('*', town)
    or id = (select access.setting('dispute'))::uuid
    or id in (select access.handed_now())
  )
);
alter policy reach on intake.record using (
  county = (select access.setting('county'))
  and ((select access.setting('reach')) in ('*', town) or id in (select access.handed_now()))
);
alter policy reach on warning.alert using (
  county = (select access.setting('county'))
  and ((select access.setting('reach')) in ('*', town) or id in (select access.handed_now()))
);
alter policy reach on mediation.mediation using (
  county = (select access.setting('county'))
  and (
    (select access.setting('reach')) in ('*', town)
    or dispute_id = (select access.setting('dispute'))::uuid
    or body_id = (select access.setting('agency'))::uuid
    or dispute_id in (select access.handed_now())
  )
);
alter policy reader on documents.document using (
  county = (select access.setting('county'))
  and (
    (select access.setting('reach')) in ('*', town)
    or dispute_id = (select access.setting('dispute'))::uuid
    or (not personal and (select access.setting('agency')) <> '00000000-0000-0000-0000-000000000000')
    or subject in (select access.handed_now())
    or dispute_id in (select access.handed_now())
  )
);
alter policy reach on reports.advice using (
  county = (select access.setting('county'))
  and (
    (select access.setting('reach')) = '*'
    or agency_id = (select access.setting('agency'))::uuid
    or id in (select access.handed_now())
  )
);

-- Whoever makes a personal document of a matter sees that matter.
drop policy maker on documents.document;
create policy maker on documents.document for insert with check (
  county = (select access.setting('county'))
  and (
    (select access.setting('reach')) in ('*', town)
    or dispute_id = (select access.setting('dispute'))::uuid
    or not personal
    or subject in (select access.handed_now())
    or dispute_id in (select access.handed_now())
  )
);

-- A record is seen through its dispute: handed over, or the party's own. One policy instead of two, asked after `reach` and not
-- at all by who reaches the county: PostgreSQL tries permissive policies in the order of their names.
drop policy handed_dispute on intake.record;
drop policy own_dispute on intake.record;
create policy through_dispute on intake.record for select using (
  county = (select access.setting('county'))
  and (select access.setting('reach') <> '*')
  and (
    exists (
      select from linking.dispute_record r
      where r.county = record.county and r.record_id = record.id and r.to_at is null
        and r.dispute_id in (select access.handed_now())
    )
    or exists (
      select from linking.dispute_record r
      where r.county = record.county and r.record_id = record.id and r.to_at is null
        and r.dispute_id = (select access.setting('dispute'))::uuid
    )
  )
);

-- Every policy that asks for a hand-over reads this one row by row: the settings are compared before.
alter policy live on access.handed using (
  county = (select access.setting('county')::char(6))
  and (
    (select access.setting('role') = 'system')
    or (
      withdrawn_at is null
      and (until is null or until > (select access.setting('now')::timestamptz))
      and ((select access.setting('reach') <> '-') or agency_id = (select access.setting('agency')::uuid))
      and (officer_id = '00000000-0000-0000-0000-000000000000' or officer_id::text = (select access.setting('actor')))
    )
  )
);

-- The same conditions in a form that costs a row next to nothing: settings are cast and compared once a statement instead of
-- casting the row's column each time (measured on 500,000 disputes by bench/least-view.ts: a county's count fell from 2.3 times
-- the hand-written filter to 1.1, a town's from 11 times to 1.1).
do $$
declare
  p record;
  cheap text[];
  form text;
begin
  for p in
    select polrelid::regclass as relation, polname as name, pg_get_expr(polqual, polrelid) as using_form,
      pg_get_expr(polwithcheck, polrelid) as check_form
    from pg_policy where polpermissive
  loop
    cheap := '{}';
    foreach form in array array[p.using_form, p.check_form] loop
      form := regexp_replace(form, '\(\(county\)::text = \( SELECT access\.setting\(''county''::text\)( AS setting)?\)\)',
        '(county = (SELECT access.setting(''county'')::character(6)))', 'g');
      form := regexp_replace(form, '\(\( SELECT access\.setting\(''reach''::text\)( AS setting)?\) = ''\*''::text\)',
        '(SELECT access.setting(''reach'') = ''*'')', 'g');
      form := regexp_replace(form, '\(\( SELECT access\.setting\(''reach''::text\)( AS setting)?\) = \(town\)::text\)',
        '(town = (SELECT access.setting(''reach'')::character(9)))', 'g');
      form := regexp_replace(form, '\(\(town\)::text = \( SELECT access\.setting\(''reach''::text\)( AS setting)?\)\)',
        '(town = (SELECT access.setting(''reach'')::character(9)))', 'g');
      form := regexp_replace(form, '\(\( SELECT access\.setting\(''(agency|dispute)''::text\)( AS setting)?\)\)::uuid',
        '(SELECT access.setting(''\1'')::uuid)', 'g');
      cheap := cheap || form;
    end loop;
    if cheap[1] is not null and cheap[1] <> p.using_form then
      execute format('alter policy %I on %s using (%s)', p.name, p.relation, cheap[1]);
    end if;
    if cheap[2] is not null and cheap[2] <> p.check_form then
      execute format('alter policy %I on %s with check (%s)', p.name, p.relation, cheap[2]);
    end if;
  end loop;
end $$;
