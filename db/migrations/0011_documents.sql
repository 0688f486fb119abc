-- Official documents as they were made. The file of a personal one is encrypted under a key of its own: destroying the key erases it.
create schema documents;

create table documents.document (
  county char(6) not null,
  id uuid not null,
  kind text not null,
  subject uuid not null,
  dispute_id uuid,
  trace_code text,
  town char(9),
  title text not null,
  personal boolean not null,
  draft boolean not null,
  -- Of the file as given out, so that anybody who holds one can ask whether it is ours.
  sha256 bytea not null,
  size int not null,
  file bytea not null,
  wrapped_key bytea,
  made_at timestamptz not null,
  made_by text,
  ledger_index bigint not null,
  -- The key is destroyed after this day: what a visit list holds does not outlive the list.
  expires_on date,
  primary key (county, id),
  check (length(sha256) = 32)
);
create index document_subject on documents.document (county, subject, kind);
create index document_trace on documents.document (county, trace_code) where trace_code is not null;
create index document_hash on documents.document (county, sha256);
create index document_expiry on documents.document (county, expires_on) where wrapped_key is not null and expires_on is not null;
create index document_made on documents.document (county, made_at desc, id desc);

alter table documents.document enable row level security;
alter table documents.document force row level security;
-- Personal: the town's reach, an agency to which the matter was handed, or the party of the dispute. Else: every agency of the county.
create policy reader on documents.document for select using (
  county = (select access.setting('county'))
  and ((select access.setting('reach')) in ('*', town)
    or dispute_id = (select access.setting('dispute'))::uuid
    or (not personal and (select access.setting('agency')) <> '00000000-0000-0000-0000-000000000000')
    or exists (select from access.handed h
                where h.county = document.county and h.agency_id = (select access.setting('agency'))::uuid
                  and h.subject in (document.subject, document.dispute_id))));
create policy maker on documents.document for insert with check (county = (select access.setting('county')));
create policy eraser on documents.document for update using (county = (select access.setting('county')));

grant usage on schema documents to suyuan_app;
grant select, insert on documents.document to suyuan_app;
grant update (wrapped_key) on documents.document to suyuan_app;

-- Whoever holds a file may ask about it; nothing but kind, date and place in the log is answered.
create function documents.check_file(hash bytea)
  returns table (kind text, draft boolean, made_at timestamptz, ledger_index bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select d.kind, d.draft, d.made_at, d.ledger_index from documents.document d
     where d.county = access.setting('county') and d.sha256 = hash order by d.made_at limit 1
  $$;
revoke all on function documents.check_file(bytea) from public;
grant execute on function documents.check_file(bytea) to suyuan_app;
