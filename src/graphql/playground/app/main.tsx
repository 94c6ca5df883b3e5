import { createRoot } from 'react-dom/client';
import type { Example } from '../examples';
import { allowStyleElements, provideWorkers } from './browser-setup';
import { Playground } from './playground';
import 'graphiql/style.css';
import './playground.css';

async function loadExamples(path: string): Promise<Example[]> {
  const response = await fetch(path, { credentials: 'omit', mode: 'same-origin', redirect: 'error' });
  return response.ok ? ((await response.json()) as Example[]) : [];
}

async function start(): Promise<void> {
  const root = document.getElementById('playground');
  const { endpoint, examples: path } = root?.dataset ?? {};
  if (!root || !endpoint || !path) throw new Error('The page has no playground element.');
  allowStyleElements();
  provideWorkers();
  createRoot(root).render(<Playground endpoint={endpoint} examples={await loadExamples(path)} />);
}

void start();
