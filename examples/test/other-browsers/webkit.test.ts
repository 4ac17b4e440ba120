import { inEveryEngine } from './suite.js';
import { hasWebKit, launchWebKit } from './webkit.js';

inEveryEngine('WebKit', launchWebKit, hasWebKit ? false : 'there is no WebKitWebDriver, MiniBrowser or Xvfb here');
