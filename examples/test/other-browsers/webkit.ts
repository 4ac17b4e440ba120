import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { Builder, Capabilities, Key, type WebDriver } from 'selenium-webdriver';
import { until } from '../support/wait.js';
import { callOf, type OtherBrowser, type Person, type Tab } from './driver.js';

const DRIVER = '/usr/bin/WebKitWebDriver';
const BROWSER = ['4.1', '4.0', '6.0']
  .flatMap((version) =>
    ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-${version}/MiniBrowser`),
  )
  .find((file) => existsSync(file));

export const hasWebKit = existsSync(DRIVER) && BROWSER !== undefined && existsSync('/usr/bin/Xvfb');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Without a window manager no window ever gets the focus: this one behaves as if it had it. */
const HAS_FOCUS = "document.hasFocus = () => true; dispatchEvent(new Event('focus'));";

/** A screen that nobody sees; Xvfb says which number it found free. */
async function startScreen(): Promise<{ display: string; child: ChildProcess }> {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [said] = (await once(child.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { display: `:${said.toString().trim()}`, child };
}

/** A driver serves one session, which is one person. */
async function startSession(display: string): Promise<{ driver: WebDriver; child: ChildProcess }> {
  const port = await freePort();
  const child = spawn(DRIVER, [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: display, LANG: 'en_GB.UTF-8', LANGUAGE: 'en_GB' },
  });
  const url = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until('the driver to listen', isUp);
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: BROWSER, args: ['--automation'] },
  });
  const driver = await new Builder().usingServer(url).withCapabilities(capabilities).build();
  return { driver, child };
}

/** The protocol speaks to one window at a time: each call goes to its own first, one call after the other. */
function createTabs(driver: WebDriver) {
  let last: Promise<unknown> = Promise.resolve();
  const at = <T>(handle: string, work: () => Promise<T>): Promise<T> => {
    const result = last.then(async () => {
      await driver.switchTo().window(handle);
      return work();
    });
    last = result.catch(() => undefined);
    return result;
  };
  const keys = (handle: string, ...text: string[]) =>
    at(handle, () =>
      driver
        .actions()
        .sendKeys(...text)
        .perform(),
    );
  return (handle: string): Tab => ({
    goto: (url) => at(handle, () => driver.get(url)),
    reload: () => at(handle, () => driver.navigate().refresh()),
    run: <T>(look: (arg: never) => T, arg?: unknown) =>
      at(handle, () => driver.executeScript<T>(`return ${callOf(look, arg)}`)),
    type: (text) => keys(handle, text),
    enter: () => keys(handle, Key.ENTER),
    toFront: () => at(handle, () => driver.executeScript(HAS_FOCUS)),
    close: () => at(handle, () => driver.close()),
  });
}

async function newPerson(display: string): Promise<Person> {
  const { driver, child } = await startSession(display);
  const tab = createTabs(driver);
  let isFirst = true;
  return {
    async newTab() {
      if (!isFirst) await driver.switchTo().newWindow('tab');
      isFirst = false;
      return tab(await driver.getWindowHandle());
    },
    async close() {
      await driver.quit().catch(() => undefined);
      child.kill();
    },
  };
}

/** Debian's WebKitGTK, the engine of Safari, by WebDriver. */
export async function launchWebKit(): Promise<OtherBrowser> {
  const { display, child } = await startScreen();
  return {
    newPerson: () => newPerson(display),
    async close() {
      child.kill();
    },
  };
}
