import { existsSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Canary, findCanary } from '../support/canary';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type GatewayProcess, type Place, startGatewayProcess } from './gateway.process';

/** How long a snapshot may take. */
const WAIT_MS = 300_000;

/** A gateway whose heap can be looked at. */
export interface OpenHeap {
  readonly gateway: GatewayProcess;
  /** Collects garbage and gives the whole heap as V8 writes it: JSON, with every string of it. */
  snapshot(): Promise<Buffer>;
  stop(): Promise<void>;
}

/**
 * @param held a text that the process holds on to on purpose: the control of every search.
 * @param token the first owner's, for a database that is set up already.
 */
export async function startOpenHeap(place: Place, held: Canary, token?: string): Promise<OpenHeap> {
  const folder: TemporaryFolder = createTemporaryFolder('heap');
  const gateway = await startGatewayProcess(place, {
    // V8 writes only the beginnings of long strings unless told otherwise.
    nodeArguments: [
      '--expose-gc',
      '--heap-snapshot-string-limit=10000000',
      '--require',
      join(__dirname, 'heap-hook.cjs'),
    ],
    env: {
      LEAK_SNAPSHOT: folder.path,
      LEAK_HELD: hex(held.text),
      // A confined process may not write a snapshot.
      SECRETS_GATEWAY_CONFINEMENT: 'off',
      ...(token && { SECRETS_GATEWAY_BOOTSTRAP_TOKEN: token }),
    },
  });
  let count = 0;
  return {
    gateway,
    snapshot: async () => {
      count += 1;
      const path = join(folder.path, `${count}.heapsnapshot`);
      gateway.child.signal('SIGUSR2');
      for (const deadline = Date.now() + WAIT_MS; !existsSync(path); await pause(50)) {
        if (Date.now() > deadline) throw new Error('there is no heap snapshot');
      }
      const bytes = readFileSync(path);
      unlinkSync(path);
      return bytes;
    },
    stop: async () => {
      await gateway.stop();
      folder.remove();
    },
  };
}

/** At the end of a long text, as values are within bodies. */
function hex(text: string): string {
  return Buffer.from(text.padStart(5000, '.')).toString('hex');
}

/** The strings of a heap snapshot in which a canary is, with what refers to them; for the report of a failure. */
export function holdersOf(snapshot: Buffer, canary: Canary): string[] {
  const { snapshot: head, nodes, edges, strings } = JSON.parse(snapshot.toString());
  const {
    node_fields: nodeFields,
    node_types: nodeTypes,
    edge_fields: edgeFields,
    edge_types: edgeTypes,
  } = head.meta;
  const [nodeSize, edgeSize] = [nodeFields.length, edgeFields.length];
  const at = (fields: string[], name: string) => fields.indexOf(name);
  const wanted = new Set<number>();
  for (const [index, text] of strings.entries()) if (findCanary(text, canary).length > 0) wanted.add(index);
  const nameOf = (node: number) => {
    const type = nodeTypes[0][nodes[node + at(nodeFields, 'type')]];
    return `${type} ${wanted.has(nodes[node + at(nodeFields, 'name')]) ? '(it)' : strings[nodes[node + at(nodeFields, 'name')]]}`;
  };
  const holders: string[] = [];
  let edge = 0;
  for (let node = 0; node < nodes.length; node += nodeSize) {
    for (let count = nodes[node + at(nodeFields, 'edge_count')]; count > 0; count--, edge += edgeSize) {
      const target = edges[edge + at(edgeFields, 'to_node')];
      if (!wanted.has(nodes[target + at(nodeFields, 'name')])) continue;
      const type = edgeTypes[0][edges[edge + at(edgeFields, 'type')]];
      const name = edges[edge + at(edgeFields, 'name_or_index')];
      const label = type === 'element' || type === 'hidden' ? name : strings[name];
      holders.push(`${nameOf(node)} —${type} ${label}→ ${nameOf(target)}`);
    }
  }
  return holders;
}
