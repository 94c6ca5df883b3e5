import 'reflect-metadata';
import { refuseOutgoingConnections, takeRefusals } from './network';

refuseOutgoingConnections();

// On a machine that does other work as well a test can lose a race that it has to win. It is tried once more, and the
// report shows how it failed, so that it gets mended.
if (process.env.CI) jest.retryTimes(1, { logErrorsBeforeRetry: true });

// Code under test may swallow the refusal, so that the attempt itself fails the test.
afterEach(() => {
  const places = takeRefusals();
  if (places.length > 0) throw new Error(`the test tried to reach ${places.join(', ')}`);
});
