import { readFileSync } from 'node:fs';
import type { StartedProcess } from './process';

/** The ids of the children of a process; empty where there is no `/proc`, and for one that has ended. */
export function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}

/** Command and arguments of a process, with spaces between; empty for one that has ended. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** The process that answers requests: the confined one below `serve`, or `serve` itself where it is not confined. */
export function gatewayPid({ pid }: StartedProcess): number {
  return childrenOf(pid).find((child) => commandOf(child).includes(' serve --with-parent')) ?? pid;
}
