// Serves one server in a process of its own, so that its CPU time can be told from the client's. The parent asks for the
// user and system time of all threads so far, in microseconds. Before it measures it has the garbage of what came before
// collected; a full collection costs what lives and not what the requests leave behind, so none is inside the measurement
// but those that the requests themselves make necessary.
export function report(port) {
  process.on('message', (message) => {
    if (message === 'begin') globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    process.send({ cpu: user + system });
  });
  process.send({ port });
}
