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

-- Whoever makes a personal document of a matter sees that matter.
drop policy maker on documents.document;
create policy maker on documents.document for insert with check (
  county = (select access.setting('county'))
  and (
    (select access.setting('reach')) in ('*', town)
    or dispute_id = (select access.setting('dispute'))::uuid
    or not personal
    or exists (
      select from access.handed h
      where h.county = document.county and h.agency_id = (select access.setting('agency'))::uuid
        and h.subject in (document.subject, document.dispute_id)
    )
  )
);
