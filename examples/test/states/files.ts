import type { Scene } from './scene.js';
import type { State } from './state.js';

const talk = (scene: Scene) =>
  void scene.say(scene.priya, 'A photo of the gate would help the drivers, too.', { at: '09:38' });

const PDF = ['Renewal 2027.pdf', 'application/pdf', 1_260_000] as const;

const shown = (scene: Scene, ...names: string[]) => names.map((name) => scene.file(name, 'image/png', 184_000));

const failed = { state: 'failed', error: { code: 'upload_failed', detail: '' } } as const;

/** Dragged over the panel by somebody who has not let go yet. */
async function drag(scene: Scene): Promise<void> {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(['x'], 'plan.png', { type: 'image/png' }));
  scene.$('.log').dispatchEvent(new DragEvent('dragenter', { bubbles: true, composed: true, dataTransfer }));
  await scene.settle();
}

export const files: readonly State[] = [
  {
    name: 'files, in the tray',
    fill: talk,
    async act(scene) {
      await scene.pick('depot.png', 'gate.png', 'Accounts of both depots and the third one.csv');
      await scene.type('Gate and plan are here. The numbers stay.');
    },
    shows: '.tray .thumb',
    tree: [
      'list "Attached files"',
      'image "depot.png"',
      'button "Remove depot.png"',
      'button "Remove Accounts of both depots and the third one.csv"',
      'button "Attach files"',
    ],
  },
  {
    name: 'files, refused',
    fill: talk,
    act: async (scene) => scene.pick('depot.png', 'large film.txt', 'plan.exe'),
    shows: '.refused',
    tree: [
      'StaticText "“large film.txt” is 11 MB. Files may be 10 MB at most. Files of this kind are not accepted: plan.exe."',
    ],
    heard: ['“large film.txt” is 11 MB. Files may be 10 MB at most. Files of this kind are not accepted: plan.exe.'],
  },
  { name: 'files, dragged over the panel', fill: talk, act: drag, shows: '.drop', tree: ['log "Messages"'] },
  {
    name: 'files, on their way',
    async fill(scene) {
      const picture = await scene.kept('depot.png', 'image/png', 184_000);
      const plan = await scene.kept('Depot plan.pdf', 'application/pdf', 3_400_000);
      const waiting = await scene.kept('Accounts.csv', 'text/csv', 84_000);
      const content = { text: '' };
      scene.wait('', { state: 'queued', act: { kind: 'send', content, files: [picture, plan] } });
      scene.wait('', { state: 'queued', act: { kind: 'send', content, files: [waiting] } });
      scene.chat.stores.$uploads.set(
        new Map([
          [plan.id, 0.62],
          [picture.id, 0.9],
        ]),
      );
    },
    shows: '.file .bar:not([hidden])',
    tree: ['progressbar "Uploading Depot plan.pdf" [value=62]', 'button "Cancel upload"'],
  },
  {
    name: 'files, not sent',
    async fill(scene) {
      const scan = await scene.kept('contract-scan.pdf', 'application/pdf', 8_700_000, { failures: 5 });
      scene.wait('', { ...failed, act: { kind: 'send', content: { text: '' }, files: [scan] } });
    },
    shows: '.is-failed .file',
    tree: ['article "You*contract-scan.pdf*Not sent. The upload failed five times."', 'button "Try again"'],
  },
  {
    name: 'files, pictures and a document in messages',
    fill(scene) {
      const { tomas, dana } = scene;
      scene.say(dana, 'Hi Tomás, the renewal papers are ready.', { at: '09:30', attachments: [scene.file(...PDF)] });
      scene.say(tomas, 'These two depots are the ones that move.', {
        at: '09:31',
        attachments: shown(scene, 'depot.png', 'gate.png'),
      });
      scene.say(dana, '', { at: '09:40', attachments: shown(scene, 'yard.png') });
    },
    shows: '.shot img',
    tree: [
      'article "Dana*Hi Tomás, the renewal papers are ready."',
      'button "Download Renewal 2027.pdf"',
      'button "Open depot.png"',
      'button "Open gate.png"',
      'article "Dana*Open yard.png*"',
    ],
  },
  {
    name: 'files, one that was removed',
    fill(scene) {
      const deleted_at = scene.time('10:12');
      const attachments = [scene.file(...PDF), { ...scene.file('old.pdf', 'application/pdf', 9), deleted_at }];
      scene.say(scene.dana, 'Hi Tomás, the renewal papers are ready.', { at: '09:30', attachments });
    },
    shows: '.attachments .gone',
    tree: ['button "Download Renewal 2027.pdf"', 'StaticText "File removed"'],
  },
  {
    name: 'files, three pictures and one that is gone',
    fill(scene) {
      const names = ['depot.png', 'gate.png', 'yard.png', 'gone.png'];
      scene.say(scene.dana, '', { at: '09:31', attachments: shown(scene, ...names) });
    },
    act: async (scene) => scene.until('.missing'),
    shows: '.missing',
    tree: ['button "Open depot.png"', 'button "Open gone.png This picture could not be loaded."'],
  },
  {
    name: 'files, a picture in the viewer',
    fill: (scene) => void scene.say(scene.dana, '', { at: '09:31', attachments: shown(scene, 'depot.png') }),
    async act(scene) {
      await scene.click('.shot');
      await scene.until('.viewer[open] img');
    },
    shows: '.viewer[open]',
    tree: ['dialog "depot.png" [modal]', 'button "Download depot.png"', 'button "Close picture" [focused]'],
  },
  {
    name: 'files, the second of three in the viewer',
    fill: (scene) =>
      void scene.say(scene.tomas, 'These two depots are the ones that move.', {
        at: '09:31',
        attachments: shown(scene, 'depot.png', 'gate.png', 'yard.png'),
      }),
    async act(scene) {
      (await scene.until('.shot:nth-child(2)')).click();
      await scene.until('.viewer[open] img');
    },
    shows: '.viewer[open]',
    tree: ['dialog "Picture 2 of 3"', 'button "Previous picture"', 'button "Next picture"'],
  },
];
