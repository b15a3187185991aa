// A draft that outlives the browser, however it ends: on the disk before the next key is heard, the newest one last.

const NAME = "hallcall", STORE = "drafts";

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** What was kept under this name; null where nothing was, or nothing can be kept here. */
export async function kept(name) {
  try {
    const database = await opened();
    return await new Promise((resolve, reject) => {
      const request = database.transaction(STORE).objectStore(STORE).get(name);
      request.onsuccess = () => resolve(request.result ?? null);
      request.onerror = () => reject(request.error);
    });
  } catch {
    return null;
  }
}

/** Writes one after the other, and of those that wait only the newest. `onKept(true)`: all of it is on the disk. */
export class Keeper {
  #name; #onKept; #database = null; #waits; #busy = false;

  constructor(name, onKept) {
    this.#name = name;
    this.#onKept = onKept;
  }

  keep(value) {
    this.#waits = value;
    this.#onKept(false);
    if (!this.#busy) this.#write();
  }

  async #write() {
    this.#busy = true;
    try {
      while (this.#waits !== undefined) {
        const value = this.#waits;
        this.#waits = undefined;
        this.#database ??= await opened();
        await written(this.#database, this.#name, value);
      }
      this.#onKept(true);
    } catch { /* a disk that takes nothing costs only what a crash would lose; the page goes on */ }
    this.#busy = false;
  }
}

function written(database, name, value) {
  return new Promise((resolve, reject) => {
    const deed = database.transaction(STORE, "readwrite", { durability: "strict" });
    deed.objectStore(STORE).put(value, name);
    deed.oncomplete = resolve;
    deed.onabort = () => reject(deed.error);
    deed.commit();
  });
}
