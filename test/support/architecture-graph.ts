import { layerOf, type SourceFile, targetOf } from './architecture-rules';
import { CLIENT_ROOMS, DATABASE_SIDE, OPENING_HALF, SEALING_LAYERS } from './architecture-table';

type Graph = ReadonlyMap<string, readonly string[]>;

/** Checks the rules that look at all files together: no circles, no way from the gateway to the opening half, none from a
 * client of a gateway to the database. */
export function checkGraph(files: readonly SourceFile[]): string[] {
  const graph = graphOf(files);
  return [...findCircles(graph), ...findWaysToOpening(graph), ...findWaysToDatabase(graph)];
}

/** Who loads whom at run time; type-only imports load nothing. */
function graphOf(files: readonly SourceFile[]): Graph {
  const paths = new Set(files.map(({ path }) => path));
  return new Map(
    files.map(({ path, imports }) => [
      path,
      imports
        .filter(({ specifier, typeOnly }) => specifier.startsWith('.') && !typeOnly)
        .map(({ specifier }) => targetOf(path, specifier))
        .map((target) => (paths.has(target) ? target : target.replace(/\.ts$/, '.tsx')))
        .filter((target) => paths.has(target)),
    ]),
  );
}

function findCircles(graph: Graph): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      circles.push(`${[...way.slice(way.indexOf(path)), path].join(' → ')} is a circle`);
    } else if (!done.has(path)) {
      for (const target of graph.get(path) ?? []) walk(target, [...way, path]);
      done.add(path);
    }
  };
  for (const path of graph.keys()) walk(path, []);
  return circles;
}

/** Commands that are clients of a gateway start at once, and run where no database driver is installed. */
function findWaysToDatabase(graph: Graph): string[] {
  return [...graph.keys()]
    .filter((path) => CLIENT_ROOMS.test(path))
    .flatMap((path) => {
      const way = shortestWay(graph, path, DATABASE_SIDE);
      return way ? [`${way.join(' → ')} loads the side of the database`] : [];
    });
}

function findWaysToOpening(graph: Graph): string[] {
  return [...graph.keys()]
    .filter((path) => SEALING_LAYERS.includes(layerOf(path) ?? ''))
    .flatMap((path) => {
      const way = shortestWay(graph, path, OPENING_HALF);
      return way ? [`${way.join(' → ')} loads the opening half`] : [];
    });
}

function shortestWay(graph: Graph, from: string, to: RegExp): string[] | undefined {
  const seen = new Set([from]);
  let ways = [[from]];
  while (ways.length > 0) {
    const found = ways.find((way) => to.test(way.at(-1) ?? ''));
    if (found) return found;
    ways = ways.flatMap((way) =>
      (graph.get(way.at(-1) ?? '') ?? [])
        .filter((target) => !seen.has(target) && seen.add(target))
        .map((target) => [...way, target]),
    );
  }
  return undefined;
}
