const { default: Sequencer } = require('@jest/test-sequencer');
const { sep } = require('node:path');

/** The folders whose tests start processes and browsers: a file takes a minute and not a second. */
const SLOW = ['faults', 'consumer', 'playground', 'frontend', 'leak', 'cli', 'guard', 'federation'];

/**
 * Starts the slow files first, so that no worker is left alone with one at the end. Jest itself knows only from earlier
 * runs how long a file takes; on a fresh checkout it goes by the sizes of the files, and the slow ones are small.
 */
module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    const isSlow = ({ path }) => path.split(sep).some((folder) => SLOW.includes(folder));
    const sorted = super.sort(tests);
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))];
  }
};
