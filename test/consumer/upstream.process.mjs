// An upstream in a process of its own. It prints its port, and of each request what it was sent, as a digest; it answers
// with the value itself, which the dispenser has to hide.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const server = createServer((request, response) => {
  const sent = String(request.headers['x-api-key']);
  say({ received: createHash('sha256').update(sent).digest('hex') });
  response.end(sent);
});
server.listen(0, '127.0.0.1', () => say({ port: server.address().port }));
