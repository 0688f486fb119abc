import { Dialog as Base } from '@base-ui/react/dialog'
import { Tabs as BaseTabs } from '@base-ui/react/tabs'
import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { messageOf } from './api.ts'
import { common } from './words/common.ts'

interface OverlayProps {
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Ctrl+Enter sends the form of a dialog, also from a field of several lines. */
function sendByKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
    event.currentTarget.querySelector('form')?.requestSubmit()
}

function Popup({
  shape,
  wide,
  title,
  open,
  onClose,
  children,
  footer,
}: OverlayProps & { shape: 'dialog' | 'drawer'; wide?: boolean; footer?: ReactNode }) {
  const popup = useRef<HTMLDivElement>(null)
  // Who opens a dialog wants to write; the button that closes it is not the first thing needed.
  const firstField = (): HTMLElement | true =>
    popup.current?.querySelector<HTMLElement>('.body input, .body textarea, .body select') ?? true
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup className={shape} data-wide={wide} ref={popup} initialFocus={firstField}>
          <header>
            <Base.Title>{title}</Base.Title>
            <Base.Close className="button" data-kind="plain" aria-label={common.close}>
              <X size={18} strokeWidth={1.5} aria-hidden="true" />
            </Base.Close>
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <section className="body" tabIndex={0} aria-label={title} onKeyDown={sendByKey}>
            {children}
          </section>
          {footer !== undefined && <footer>{footer}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

export const Drawer = (props: OverlayProps) => <Popup {...props} shape="drawer" />
export const Dialog = (props: OverlayProps & { footer?: ReactNode; wide?: boolean }) => (
  <Popup {...props} shape="dialog" />
)

export interface TabItem {
  readonly value: string
  readonly label: string
  readonly content: ReactNode
}

export function Tabs({
  label,
  value,
  items,
  onChoose,
}: {
  label: string
  value: string
  items: readonly TabItem[]
  onChoose: (value: string) => void
}) {
  return (
    <BaseTabs.Root value={value} onValueChange={(next) => onChoose(String(next))}>
      <BaseTabs.List className="tabs-list" aria-label={label}>
        {items.map((item) => (
          <BaseTabs.Tab key={item.value} value={item.value} className="tab">
            {item.label}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {items.map((item) => (
        <BaseTabs.Panel key={item.value} value={item.value}>
          {item.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  )
}

export const toasts = Toast.createToastManager()

export const tellDone = (title: string): void => void toasts.add({ title, type: 'ok', timeout: 6000 })
export const tellWrong = (cause: unknown): void =>
  void toasts.add({ title: messageOf(cause), type: 'wrong', timeout: 12_000 })

function ToastList() {
  const { toasts: list } = Toast.useToastManager()
  return list.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast">
      <div>
        <Toast.Title />
        <Toast.Description />
      </div>
      <Toast.Close className="button" data-kind="plain" aria-label={common.close}>
        <X size={16} strokeWidth={1.5} aria-hidden="true" />
      </Toast.Close>
    </Toast.Root>
  ))
}

export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={toasts}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}
