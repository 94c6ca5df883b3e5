/**
 * Ends the loading of native code in this process. Native code is not held by Node's permission model, and the option that lets
 * the driver of SQLite load would let anything else load, too. Call it when everything is loaded.
 */
export function closeNativeDoors(): void {
  Object.defineProperty(process, 'dlopen', {
    value: () => {
      throw new Error('native code is not loaded after the start');
    },
    writable: false,
    configurable: false,
  });
}
