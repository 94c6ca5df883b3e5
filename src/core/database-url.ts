/**
 * The file of a SQLite URL; `sqlite:data/x.db` is relative, `sqlite:/data/x.db` and `sqlite:///data/x.db` are absolute.
 *
 * @returns undefined for the URL of another database.
 */
export function sqliteFileOf(url: string): string | undefined {
  return url.startsWith('sqlite:') ? url.replace(/^sqlite:(?:\/\/)?/, '') : undefined;
}
