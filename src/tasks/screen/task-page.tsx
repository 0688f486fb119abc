import { To, useParameter } from '../../ui/navigation.tsx'
import { taskWords } from '../../ui/words/tasks.ts'
import { TaskDetail } from './task-detail.tsx'

export function TaskPage() {
  const id = useParameter('id')
  return (
    <div className="page">
      <p>
        <To path="/inbox">{taskWords.inbox}</To>
      </p>
      <section className="panel">
        <TaskDetail id={id} level={1} />
      </section>
    </div>
  )
}
