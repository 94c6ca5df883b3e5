import 'reflect-metadata';
import { refuseOutgoingConnections, takeRefusals } from './network';

refuseOutgoingConnections();

// Code under test may swallow the refusal, so that the attempt itself fails the test.
afterEach(() => {
  const addresses = takeRefusals();
  if (addresses.length > 0) throw new Error(`the test tried to reach ${addresses.join(', ')}`);
});
