import { hasFirefox, launchFirefox } from './firefox.js';
import { inEveryEngine } from './suite.js';

inEveryEngine('Firefox', launchFirefox, hasFirefox ? false : 'there is no firefox-esr here; FIREFOX_PATH may name one');
