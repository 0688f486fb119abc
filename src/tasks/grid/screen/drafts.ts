import type { GridCategory } from '../../../vocabulary/grid-categories.ts'

/** Drafts on the phone: IndexedDB, one row a report, photos inside as blobs. Nothing of them is anywhere else until it is sent. */

export interface DraftPhoto {
  readonly blob: Blob
  /** A small `data:` picture for the screen: blob addresses are closed by the pages' policy. */
  readonly preview: string
}

export interface Draft {
  /** Made here, before anything is sent: the server knows a report by it. */
  readonly id: string
  readonly officerId: string
  /** By the phone's clock, milliseconds. */
  readonly begunAt: number
  readonly step: 1 | 2 | 3
  /** `waiting` is closed for changes: it may already be on the server, its answer lost. */
  readonly state: 'draft' | 'waiting'
  readonly category: GridCategory | ''
  readonly text: string
  readonly village: string
  readonly address: string
  readonly people: string
  readonly partyA: string
  readonly phoneA: string
  readonly partyB: string
  readonly phoneB: string
  readonly done: string
  readonly related: string
  readonly photos: readonly DraftPhoto[]
  /** Why the server refused it, in words for the worker. */
  readonly refused: string
}

/** Who used the phone last while there was a network: whose drafts are shown when there is none. */
export interface PhoneOwner {
  readonly officerId: string
  readonly town: string | null
}

const ownerKey = 'owner'
const stores = { drafts: 'drafts', owner: 'owner' } as const

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('suyuan-grid', 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(stores.drafts, { keyPath: 'id' })
      request.result.createObjectStore(stores.owner)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** One transaction; resolved when the phone has written it, not before. */
async function within<T>(
  store: keyof typeof stores,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open()
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(store, mode)
      const request = work(transaction.objectStore(store))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error)
      transaction.onerror = () => reject(transaction.error)
    })
  } finally {
    database.close()
  }
}

/** Version 4 of RFC 9562 from the phone's own randomness; `randomUUID` is missing where the address is not https. */
function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export const emptyDraft = (officerId: string, town: string | null): Draft => ({
  id: freshId(),
  officerId,
  begunAt: Date.now(),
  step: 1,
  state: 'draft',
  category: '',
  text: '',
  village: town ?? '',
  address: '',
  people: '',
  partyA: '',
  phoneA: '',
  partyB: '',
  phoneB: '',
  done: '',
  related: '',
  photos: [],
  refused: '',
})

export const keepDraft = async (draft: Draft): Promise<void> =>
  void (await within('drafts', 'readwrite', (store) => store.put(draft)))
export const dropDraft = async (id: string): Promise<void> =>
  void (await within('drafts', 'readwrite', (store) => store.delete(id)))

/** Of one officer, oldest first: on a shared phone nobody sees or sends what another wrote. */
export async function draftsOf(officerId: string): Promise<Draft[]> {
  const all = await within<Draft[]>('drafts', 'readonly', (store) => store.getAll())
  return all.filter((draft) => draft.officerId === officerId).sort((a, b) => a.begunAt - b.begunAt)
}

export async function dropDraftsOf(officerId: string): Promise<void> {
  for (const draft of await draftsOf(officerId)) await dropDraft(draft.id)
  const owner = await readOwner()
  if (owner?.officerId === officerId) await within('owner', 'readwrite', (store) => store.delete(ownerKey))
}

export const keepOwner = async (owner: PhoneOwner): Promise<void> =>
  void (await within('owner', 'readwrite', (store) => store.put(owner, ownerKey)))
export const readOwner = (): Promise<PhoneOwner | undefined> =>
  within<PhoneOwner | undefined>('owner', 'readonly', (store) => store.get(ownerKey))
