-- Sealed identities: who a whistle-blower, a victim of domestic violence, a minor or a confidential caller is. Apart from
-- the records, under a key apart; shown to one reader for one reason while a custodian's grant runs.

create table access.sealed_identity (
  county char(6) not null,
  id uuid not null,
  record_id uuid not null,
  reason_kinds text[] not null check (
    cardinality(reason_kinds) > 0
    and reason_kinds <@ array['whistleBlower', 'domesticViolence', 'minor', 'confidentialCaller']
  ),
  -- The suite of this row (src/vocabulary/custody-suites.ts) and the version of its sealing: both are authenticated.
  suite text not null,
  version int not null check (version >= 1),
  -- The identity's own data key under the custody key.
  wrapped bytea not null,
  ciphertext bytea not null,
  stored_at timestamptz not null,
  primary key (county, id),
  unique (county, record_id),
  foreign key (county, record_id) references intake.record (county, id)
);
comment on table access.sealed_identity is 'Names, numbers, addresses and unredacted texts of sealed records; deleting a row destroys the identity.';

-- An officer asks. The reason may name people, hence the policies below; nothing of the identity stands here.
create table access.custody_request (
  county char(6) not null,
  id uuid not null,
  record_id uuid not null,
  dispute_id uuid not null,
  trace_code text not null,
  -- Dispute type and source: all that the custodian learns of the matter.
  type text not null,
  source text not null,
  reason_kinds text[] not null,
  officer_id uuid not null,
  officer_name text not null,
  agency_id uuid not null,
  role text not null,
  purpose text not null,
  reason text not null check (length(reason) >= 4),
  parts text[] not null check (cardinality(parts) > 0 and parts <@ array['name', 'phone', 'document', 'address', 'text']),
  at timestamptz not null,
  primary key (county, id)
);
create index custody_request_record on access.custody_request (county, record_id);
create index custody_request_officer on access.custody_request (county, officer_id, at);
create index custody_request_at on access.custody_request (county, at desc, id);

-- What the custodian decided: first a grant or a refusal, then perhaps a withdrawal. Two people cannot decide the same step.
create table access.custody_decision (
  county char(6) not null,
  request_id uuid not null,
  step smallint not null,
  kind text not null,
  at timestamptz not null,
  officer_id uuid not null,
  officer_name text not null,
  reason text not null check (length(reason) >= 4),
  parts text[],
  until timestamptz,
  primary key (county, request_id, step),
  foreign key (county, request_id) references access.custody_request (county, id),
  check ((step = 1 and kind in ('granted', 'refused')) or (step = 2 and kind = 'revoked')),
  check ((kind = 'granted') = (until is not null and parts is not null)),
  check (until is null or (until > at and until <= at + interval '24 hours'))
);

-- Each opening and each refused one.
create table access.custody_opening (
  county char(6) not null,
  id uuid not null,
  request_id uuid not null,
  record_id uuid not null,
  officer_id uuid not null,
  at timestamptz not null,
  parts text[] not null,
  reason text not null check (length(reason) >= 4),
  result text not null check (result in ('shown', 'refused')),
  -- Why it was refused: the state of the request then.
  refusal text,
  primary key (county, id),
  foreign key (county, request_id) references access.custody_request (county, id),
  check ((result = 'refused') = (refusal is not null))
);
create index custody_opening_request on access.custody_opening (county, request_id, at);

do $$
declare name text;
begin
  foreach name in array array['sealed_identity', 'custody_request', 'custody_decision', 'custody_opening'] loop
    execute format('alter table access.%I enable row level security', name);
    execute format('alter table access.%I force row level security', name);
  end loop;
end $$;

-- The custodian sees all requests, an officer the own ones.
create policy concerned on access.custody_request for select using (
  county = (select access.setting('county'))
  and (
    (select access.setting('role')) in ('system', 'identityCustodian')
    or officer_id::text = (select access.setting('actor'))
  )
);
create policy asker on access.custody_request for insert with check (
  county = (select access.setting('county')) and officer_id::text = (select access.setting('actor'))
);

-- As visible as the request: the inner select runs under its policies.
create policy concerned on access.custody_decision for select using (
  county = (select access.setting('county'))
  and exists (select from access.custody_request r where r.county = custody_decision.county and r.id = custody_decision.request_id)
);
-- A custodian in the own name, never on the own request.
create policy custodian on access.custody_decision for insert with check (
  county = (select access.setting('county'))
  and officer_id::text = (select access.setting('actor'))
  and exists (
    select from access.custody_request r
    where r.county = custody_decision.county and r.id = custody_decision.request_id and r.officer_id <> custody_decision.officer_id
  )
);

create policy concerned on access.custody_opening for select using (
  county = (select access.setting('county'))
  and exists (select from access.custody_request r where r.county = custody_opening.county and r.id = custody_opening.request_id)
);
create policy reader on access.custody_opening for insert with check (
  county = (select access.setting('county'))
  and officer_id::text = (select access.setting('actor'))
  and exists (select from access.custody_request r where r.county = custody_opening.county and r.id = custody_opening.request_id)
);

-- The program, and a reader while the own grant for this identity runs.
create policy released on access.sealed_identity for select using (
  county = (select access.setting('county'))
  and (
    (select access.setting('role')) = 'system'
    or exists (
      select from access.custody_request r
      join access.custody_decision g on g.county = r.county and g.request_id = r.id and g.kind = 'granted'
      where r.county = sealed_identity.county and r.record_id = sealed_identity.record_id
        and r.officer_id::text = (select access.setting('actor'))
        and g.at <= (select access.setting('now'))::timestamptz
        and g.until > (select access.setting('now'))::timestamptz
        and not exists (
          select from access.custody_decision w where w.county = r.county and w.request_id = r.id and w.kind = 'revoked'
        )
    )
  )
);
create policy sealer on access.sealed_identity for insert with check (
  county = (select access.setting('county')) and (select access.setting('role')) = 'system'
);
create policy destroyer on access.sealed_identity for delete using (
  county = (select access.setting('county')) and (select access.setting('role')) = 'system'
);

grant select, insert, delete on access.sealed_identity to suyuan_app;
grant select, insert on access.custody_request, access.custody_decision, access.custody_opening to suyuan_app;

-- Identities of records stored before are moved by the program (access/custody cannot be written in SQL: they have to be
-- opened and sealed anew): the column is emptied and the texts are redacted then. See intake/custody.ts.
grant update (identity, payload) on intake.record to suyuan_app;
create index record_identity on intake.record (county, id) where identity is not null;
