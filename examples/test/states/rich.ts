import type { RichField } from '../../../sdk/src/protocol/index.js';
import type { Scene } from './scene.js';
import type { State } from './state.js';

const slots = ({ t }: Scene) =>
  ['Tomorrow at 10:00', 'Tomorrow at 14:30'].map((label, at) => ({
    id: `slot-${at}`,
    label: t(label),
    value: `${at}`,
  }));

const offer = (scene: Scene) =>
  scene.say(scene.dana, '', {
    at: '10:12',
    rich: {
      kind: 'card',
      title: scene.t('A short call?'),
      text: scene.t('These times are free on my side.'),
      buttons: slots(scene),
    },
  });

const fields = ({ t }: Scene): RichField[] => [
  { name: 'company', label: t('Company'), type: 'text', required: true },
  { name: 'vehicles', label: t('Vehicles'), type: 'number', required: true },
  { name: 'day', label: t('First day'), type: 'date', required: false },
  { name: 'way', label: t('Way'), type: 'choice', required: true, choices: [t('By post'), t('By e-mail')] },
];

const form = (scene: Scene) =>
  scene.say(scene.bot, 'Where should the papers go?', { at: '10:13', rich: { kind: 'form', fields: fields(scene) } });

export const rich: readonly State[] = [
  {
    name: 'rich, quick replies',
    fill: (scene) =>
      void scene.say(scene.bot, 'A short call?', { at: '10:12', rich: { kind: 'buttons', buttons: slots(scene) } }),
    shows: '.quick button',
    tree: [
      'article "Assistant*A short call?"',
      'list "Choices"',
      'button "Tomorrow at 10:00"',
      'button "Tomorrow at 14:30"',
    ],
  },
  {
    name: 'rich, a card',
    fill: (scene) => void offer(scene),
    shows: '.card button',
    tree: [
      'article "Dana*A short call?"',
      'StaticText "These times are free on my side."',
      'button "Tomorrow at 10:00"',
    ],
  },
  {
    name: 'rich, a card that was answered',
    fill(scene) {
      const { id } = offer(scene);
      const answer = { kind: 'answer', to: id, values: { 'slot-0': '0' } } as const;
      scene.say(scene.tomas, 'Tomorrow at 10:00', { at: '10:13', rich: answer, reply_to: id });
    },
    shows: '.choice.chosen',
    tree: ['image "Chosen"', '!button "Tomorrow at 10:00"', 'article "You*Tomorrow at 10:00*Sent 10:13"'],
  },
  {
    name: 'rich, a card that somebody else answered',
    you: 'dana',
    fill(scene) {
      const { id } = offer(scene);
      const answer = { kind: 'answer', to: id, values: { 'slot-1': '1' } } as const;
      scene.say(scene.tomas, 'Tomorrow at 14:30', { at: '10:13', rich: answer, reply_to: id });
    },
    shows: '.card + .meta',
    tree: ['image "Chosen"', 'StaticText "Answered by Tomás"', 'button "You A short call?"'],
  },
  {
    name: 'rich, a form',
    fill: (scene) => void form(scene),
    shows: '.card form',
    tree: [
      'textbox "Company" [required]',
      'textbox "Vehicles" [required]',
      'combobox "Way"',
      'button "Send the answers"',
    ],
  },
  {
    name: 'rich, a form with mistakes',
    fill: (scene) => void form(scene),
    async act(scene) {
      await scene.until('.card form');
      const [company, vehicles] = scene.root.querySelectorAll<HTMLInputElement>('.card input');
      if (company && vehicles) [company.value, vehicles.value] = ['Northgate Logistics', 'seven'];
      scene.$('.card .main').click();
      await scene.settle();
    },
    shows: '.card .error',
    tree: [
      'textbox "Vehicles" [focused] [invalid=true]',
      'StaticText "This is not a number."',
      'combobox "Way" [invalid=true]',
      'StaticText "Fill this in."',
    ],
  },
  {
    name: 'rich, a form that was answered',
    fill(scene) {
      const { id } = form(scene);
      const values = { company: 'Northgate Logistics', vehicles: '7', way: scene.t('By post') };
      scene.say(scene.tomas, `Company: Northgate Logistics\nVehicles: 7`, {
        at: '10:14',
        rich: { kind: 'answer', to: id, values },
        reply_to: id,
      });
    },
    shows: '.card dl',
    tree: ['term "Company"', 'definition ""', 'StaticText "Northgate Logistics"', 'term "Way"', 'StaticText "By post"'],
  },
];
