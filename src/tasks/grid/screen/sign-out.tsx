import { Button } from '../../../ui/controls.tsx'
import { Dialog } from '../../../ui/overlays.tsx'
import { gridUi } from '../../../ui/words/grid.ts'
import { fill } from '../../../ui/words.ts'

/** Asked before a session ends while the phone still holds what was not sent. */
export function UnsentWarning({ count, onLeave, onStay }: { count: number; onLeave: () => void; onStay: () => void }) {
  return (
    <Dialog title={fill(gridUi.leaveTitle, { n: count })} open onClose={onStay}>
      <div className="stack">
        <p>{gridUi.leaveNote}</p>
        <div className="row">
          <Button kind="primary" onClick={onStay}>
            {gridUi.stay}
          </Button>
          <Button kind="danger" onClick={onLeave}>
            {gridUi.leaveAnyway}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
