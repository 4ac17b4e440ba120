import { createCounting, type Counting } from '../counting.js';
import type { AllStrings, Named } from '../strings.js';

const has = ({ name, isYou }: Named) => (isYou ? 'Vous avez' : `${name} a`);
/** "vous a ajouté", "a ajouté Dana". */
const did = (actor: Named, who: Named, verb: string) =>
  who.isYou ? `${actor.name} vous a ${verb}` : `${has(actor)} ${verb} ${who.name}`;

/** French, formal address. A narrow no-break space stands before : ; ? and !. */
const words = ({ number, plural, form }: Counting<'fr'>): AllStrings => ({
  language: 'fr',
  comma: ', ',
  gap: ' ',

  openChat: 'Ouvrir le chat',
  openChatUnread: (n) =>
    n > 99
      ? 'Ouvrir le chat, plus de 99 messages non lus'
      : plural(n, {
          one: 'Ouvrir le chat, # message non lu',
          many: 'Ouvrir le chat, # messages non lus',
          other: 'Ouvrir le chat, # messages non lus',
        }),
  openChatWaiting: (n) =>
    plural(n, {
      one: 'Ouvrir le chat, # message en attente d’envoi',
      many: 'Ouvrir le chat, # messages en attente d’envoi',
      other: 'Ouvrir le chat, # messages en attente d’envoi',
    }),
  writeAhead: 'Chargement… Vous pouvez déjà écrire',
  loadFailed: 'Le chat n’a pas pu être chargé.',
  closeChat: 'Fermer le chat',
  chat: 'Chat',
  tryAgain: 'Réessayer',
  reloadPage: 'Recharger la page',

  nobodyHere: 'Personne d’autre n’est là pour le moment',
  you: 'Vous',
  someone: 'Quelqu’un',
  assistant: 'Assistant',
  roles: { user: 'Client', agent: 'Équipe', admin: 'Équipe', bot: 'Bot', system: '' },

  messages: 'Messages',
  today: 'Aujourd’hui',
  yesterday: 'Hier',
  newMessages: (n) =>
    plural(n, { one: '# nouveau message', many: '# nouveaux messages', other: '# nouveaux messages' }),
  loadingOlder: 'Chargement des messages précédents…',
  jumpNew: (n) => plural(n, { one: '# nouveau', many: '# nouveaux', other: '# nouveaux' }),
  jump: 'Récents',
  jumpLabel: 'Aller au plus récent',

  joined: (name) => `${name} est en ligne`,
  left: (name) => `${name} n’est plus en ligne`,
  events: {
    participant_added: (actor, who, self) => (self ? `${has(who)} rejoint la conversation` : did(actor, who, 'ajouté')),
    participant_removed: (actor, who, self) =>
      self ? `${has(who)} quitté la conversation` : did(actor, who, 'retiré'),
    assigned: (actor, who, self) => {
      if (self) return `${has(who)} pris en charge cette conversation`;
      return who.isYou
        ? `${actor.name} vous a confié cette conversation`
        : `${has(actor)} confié cette conversation à ${who.name}`;
    },
    unassigned: (actor) => `${has(actor)} rendu cette conversation`,
    closed: (actor) => `${has(actor)} fermé cette conversation`,
    reopened: (actor) => `${has(actor)} rouvert cette conversation`,
    handed_over: (_actor, who, _self, bot) => `${has(who)} pris le relais de ${bot}`,
  },

  waiting: 'En attente d’envoi',
  sending: 'Envoi…',
  sentAt: (time) => `Envoyé à ${time}`,
  readAt: (time) => (time ? `Lu à ${time}` : 'Lu'),
  readBy: (names) => `Lu par ${names}`,
  andMore: (n) => plural(n, { one: '# autre', many: '# autres', other: '# autres' }),
  edited: '(modifié)',
  deleted: 'Message supprimé',
  youDeleted: 'Vous avez supprimé ce message',
  note: 'Note, visible par votre équipe uniquement',
  notSent: (reason) => `Non envoyé. ${reason}`,
  soon: (seconds) =>
    plural(seconds, {
      one: 'Vous envoyez très vite. Envoi dans # seconde.',
      many: 'Vous envoyez très vite. Envoi dans # secondes.',
      other: 'Vous envoyez très vite. Envoi dans # secondes.',
    }),
  reasons: {
    text_too_long: (limit) =>
      plural(limit, {
        one: 'Il dépasse # caractère.',
        many: 'Il dépasse # caractères.',
        other: 'Il dépasse # caractères.',
      }),
    conversation_closed: 'Cette conversation est fermée.',
    forbidden: 'Vous n’avez pas le droit d’écrire ici.',
    subject_not_allowed: 'Vous n’avez pas le droit d’écrire au sujet de cette fiche.',
    not_found: 'Cette conversation ne vous est pas accessible.',
    too_large: 'Il est trop volumineux.',
    message_deleted: 'Ce message a été supprimé.',
    upload_failed: 'L’envoi du fichier a échoué cinq fois.',
    file_type_refused: 'Ce type de fichier n’est pas accepté.',
    attachment_gone: 'Un de ses fichiers n’existe plus.',
  },
  reasonOther: 'Le service de chat l’a refusé.',
  notChanged: (reason) => `Non modifié. ${reason}`,
  notDeleted: (reason) => `Non supprimé. ${reason}`,
  notReacted: (reason) => `Réaction non envoyée. ${reason}`,
  edit: 'Modifier',
  discard: 'Abandonner',
  messageTools: 'Message',
  copy: 'Copier',
  copied: 'Copié',
  copyFailed: 'La copie n’a pas pu se faire.',
  copyMessage: 'Copier le message',
  code: 'Code',
  table: 'Tableau',
  done: 'Fait',
  toDo: 'À faire',
  choices: 'Choix',
  chosen: 'Choisi',
  choose: 'Choisir…',
  optional: 'facultatif',
  required: 'Remplissez ce champ.',
  notANumber: 'Ce n’est pas un nombre.',
  notADate: 'Ce n’est pas une date.',
  sendAnswers: 'Envoyer les réponses',
  answeredBy: (name: string) => `Réponse de ${name}`,
  react: 'Réagir',
  reply: 'Répondre',
  remove: 'Supprimer',
  askRemove: 'Supprimer ce message ?',
  cancel: 'Annuler',
  save: 'Enregistrer',
  editMessage: 'Modifier le message',
  replyTo: (name) => `Réponse à ${name}`,
  original: 'Message d’origine',
  replies: (n) => plural(n, { one: '# réponse', many: '# réponses', other: '# réponses' }),
  thread: 'Fil',
  closeThread: 'Revenir à la conversation',
  people: 'Personnes',
  noteForTeam: 'Note pour votre équipe',
  writeNote: 'Écrivez une note pour votre équipe',

  writing: (name) => `${name} écrit`,
  typing: (names, and) =>
    names.length > 2
      ? 'Plusieurs personnes écrivent'
      : form(names.length, {
          one: `${and(names)} écrit`,
          many: `${and(names)} écrivent`,
          other: `${and(names)} écrivent`,
        }),
  stop: 'Arrêter',
  stopped: 'Arrêtée par vous',
  cutOff: 'La réponse a été interrompue.',
  askAgain: 'Reposer la question',

  hello: (name) => `Bonjour ${name}.`,
  whatCanWeDo: 'Que pouvons-nous faire pour vous\u202f?',
  nothingYet: 'Rien n’a encore été écrit.',
  writeFirst: 'Écrivez le premier message.',
  here: (names, n) =>
    form(n, {
      one: `${names} est là en ce moment.`,
      many: `${names} sont là en ce moment.`,
      other: `${names} sont là en ce moment.`,
    }),
  botFirst: (bot) => `${bot} répond en premier.`,
  botOnly: (bot) => `${bot} répond tout de suite.`,
  comeBack: 'Écrivez-nous. Vous trouverez la réponse ici, même si vous revenez plus tard.',
  startWith: 'Pour commencer',

  message: 'Message',
  write: 'Écrire un message',
  orWrite: 'Ou écrire un message',
  send: 'Envoyer',
  charactersLeft: (n) =>
    plural(n, {
      one: '# caractère restant',
      many: '# caractères restants',
      other: '# caractères restants',
    }),
  charactersOver: (n) =>
    plural(n, { one: '# caractère de trop', many: '# caractères de trop', other: '# caractères de trop' }),
  storageFull: 'Ce navigateur n’a plus de place pour d’autres messages. Attendez que certains soient envoyés.',
  sendFailed: 'Ce message n’a pas pu être conservé. Réessayez.',
  sentHeard: 'Envoyé',
  keptHeard: 'Conservé sur cet appareil, en attente d’envoi',
  says: (name, text) => `${name}\u00a0: ${text}`,

  more: 'Plus',
  sound: 'Son',
  notifications: 'Notifications',
  notificationsBlocked: 'Bloquées dans les réglages de ce navigateur',
  conversations: 'Conversations',
  backToList: 'Retour aux conversations',
  newConversation: 'Nouvelle conversation',
  searchConversations: 'Rechercher une conversation',
  aboutRecord: 'À propos de cette fiche',
  others: 'Autres conversations',
  draft: 'Brouillon\u00a0:',
  noConversations: 'Aucune conversation pour l’instant.',
  listFailed: 'Les conversations n’ont pas pu être chargées.',
  loadingList: 'Chargement des conversations…',
  showMore: 'Afficher plus',
  nothingFound: (query) => `Aucun résultat pour «\u00a0${query}\u00a0».`,
  found: (n) => plural(n, { one: '# trouvée', many: '# trouvées', other: '# trouvées' }),
  unread: (n) => plural(n, { one: '# message non lu', many: '# messages non lus', other: '# messages non lus' }),
  files: {
    attach: 'Joindre des fichiers',
    attached: 'Fichiers joints',
    remove: (file) => `Retirer ${file}`,
    drop: 'Déposez ici pour joindre',
    dropLimits: (n, size) =>
      plural(n, {
        one: `# fichier, ${size} au plus`,
        many: `Jusqu’à # fichiers, ${size} chacun`,
        other: `Jusqu’à # fichiers, ${size} chacun`,
      }),
    tooLarge: (file, size, max) => `« ${file} » fait ${size}. Les fichiers peuvent faire ${max} au plus.`,
    empty: (file) => `« ${file} » est vide.`,
    kind: (file) => `Ce type de fichier n’est pas accepté : ${file}.`,
    max: (n) =>
      plural(n, {
        one: 'Un message accepte # fichier au plus.',
        many: 'Un message accepte # fichiers au plus.',
        other: 'Un message accepte # fichiers au plus.',
      }),
    uploading: (file) => `Envoi de ${file}`,
    cancel: 'Annuler l’envoi du fichier',
    download: (file) => `Télécharger ${file}`,
    gone: 'Ce fichier n’est plus disponible.',
    removed: 'Fichier supprimé',
    open: (file) => `Ouvrir ${file}`,
    missing: 'Cette image n’a pas pu être chargée.',
    position: (at, of) => `Image ${number(at)} sur ${number(of)}`,
    close: 'Fermer l’image',
    previous: 'Image précédente',
    next: 'Image suivante',
  },

  notices: {
    connecting: 'Connexion…',
    reconnecting: 'Reconnexion. Vous pouvez continuer à écrire.',
    offlineLead: 'Vous êtes hors ligne.',
    offline: (waiting) =>
      waiting === 0
        ? 'Continuez à écrire\u00a0: vos envois sont conservés sur cet appareil et partiront à votre retour en ligne.'
        : plural(waiting, {
            one: 'Continuez à écrire\u00a0: # message est conservé sur cet appareil et partira à votre retour en ligne.',
            many: 'Continuez à écrire\u00a0: # messages sont conservés sur cet appareil et partiront à votre retour en ligne.',
            other:
              'Continuez à écrire\u00a0: # messages sont conservés sur cet appareil et partiront à votre retour en ligne.',
          }),
    backLead: 'De nouveau en ligne.',
    back: (at, of) =>
      plural(of, {
        one: 'Envoi de # message…',
        many: `Envoi du message ${number(at)} sur #…`,
        other: `Envoi du message ${number(at)} sur #…`,
      }),
    allSent: 'Tout est envoyé.',
    polling: 'Pas de connexion en direct pour le moment. Les messages arrivent quand même.',
    restarting: 'Le service de chat redémarre. Vos envois attendent ici qu’il soit de retour.',
    busy: 'Le service de chat est très sollicité. Vos envois attendent ici.',
    signedOut:
      'Votre session a expiré. Reconnectez-vous pour continuer\u202f; rien de ce que vous avez écrit n’est perdu.',
    notFound: 'Cette conversation ne vous est pas accessible.',
    outdated: 'Cette page n’est plus à jour. Rechargez-la pour continuer\u202f; vos messages sont conservés.',
    notDurable: 'Ce navigateur ne peut pas conserver les messages. Restez sur cette page jusqu’à leur envoi.',
    replaced: 'Cette conversation a été rechargée.',
    closed: 'Cette conversation est fermée.',
    loggedOut: 'Votre session est fermée sur cet appareil.',
    notSetUp: 'Ce chat n’est pas encore configuré\u00a0: il lui faut token, token-url ou getToken.',
    setUpWrong: 'Ce chat n’est pas configuré correctement.',
    dismiss: 'Masquer',
    startNew: 'En commencer une autre',
  },
});

export const create = (locale: string): AllStrings => words(createCounting('fr', locale));
