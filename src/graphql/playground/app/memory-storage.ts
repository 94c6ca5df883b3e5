/** The part of the browser's `Storage` that GraphiQL uses. */
export interface EditorStorage {
  readonly length: number;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  clear(): void;
}

/**
 * A storage that a reload empties. GraphiQL stores tabs and variables, and users type the values of secrets into
 * variables, so none of it may reach the disk.
 */
export function memoryStorage(): EditorStorage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      items.set(key, value);
    },
    removeItem: (key) => {
      items.delete(key);
    },
    clear: () => {
      items.clear();
    },
  };
}
