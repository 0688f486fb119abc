import { Logger as QueueLogger, type Runner, run, runMigrations, runOnce, type TaskList } from 'graphile-worker'
import type { Database, Tx } from './database.ts'
import type { Services } from './services.ts'

export type JobHandler = (services: Services, payload: Readonly<Record<string, unknown>>) => Promise<void>
export type JobHandlers = Readonly<Record<string, JobHandler>>

/** Work handed on inside the caller's transaction. `key` makes a later call replace a job that has not begun. */
export async function enqueue(
  tx: Tx,
  name: string,
  payload: Readonly<Record<string, unknown>>,
  key?: string,
): Promise<void> {
  await tx.query('select graphile_worker.add_job($1, $2::text::json, job_key := $3, max_attempts := 8)', [
    name,
    JSON.stringify(payload),
    key ?? null,
  ])
}

/** The queue's own messages go into our log; what it says of every job is noise below debug. */
function queueLogger(services: Services): QueueLogger {
  return new QueueLogger(() => (level, message) => {
    if (level === 'error') services.log.error({ queue: message }, 'job queue')
    else services.log.debug({ queue: message }, 'job queue')
  })
}

function taskList(services: Services, handlers: JobHandlers): TaskList {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (payload: unknown) => handler(services, payload as Record<string, unknown>),
    ]),
  )
}

/** Tables of the queue; the application role may add jobs, the owner runs them. */
export async function prepareJobs(database: Database): Promise<void> {
  await runMigrations({ pgPool: database.owner })
  await database.owner.query(`
    grant usage on schema graphile_worker to suyuan_app;
    grant select, insert, update, delete on all tables in schema graphile_worker to suyuan_app;
    grant usage, select on all sequences in schema graphile_worker to suyuan_app;
    grant execute on all functions in schema graphile_worker to suyuan_app;
    do $$ declare t record; begin
      for t in select tablename from pg_tables where schemaname = 'graphile_worker' and rowsecurity loop
        execute format('alter table graphile_worker.%I disable row level security', t.tablename);
      end loop; end $$;`)
}

export async function startJobs(services: Services, handlers: JobHandlers): Promise<Runner> {
  return run({
    pgPool: services.database.owner,
    taskList: taskList(services, handlers),
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 1000,
    logger: queueLogger(services),
    parsedCronItems: [],
  })
}

/** Runs every job that is due and returns: for commands that work without a running worker. */
export async function runJobsOnce(services: Services, handlers: JobHandlers): Promise<void> {
  await runOnce({
    pgPool: services.database.owner,
    taskList: taskList(services, handlers),
    concurrency: 1,
    noHandleSignals: true,
    logger: queueLogger(services),
    parsedCronItems: [],
  })
}
