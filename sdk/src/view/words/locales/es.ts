import { createCounting, type Counting } from '../counting.js';
import type { AllStrings, Named } from '../strings.js';

/** "Cerraste" or "Dana cerró". */
const did = ({ name, isYou }: Named, you: string, they: string) => (isYou ? you : `${name} ${they}`);

/** Spanish, "tú". Nothing in it depends on whether a person is a man or a woman. */
const words = ({ number, plural, form }: Counting<'es'>): AllStrings => ({
  language: 'es',
  comma: ', ',
  gap: ' ',

  openChat: 'Abrir el chat',
  openChatUnread: (n) => `Abrir el chat, ${n > 99 ? 'más de 99' : number(n)} sin leer`,
  openChatWaiting: (n) =>
    plural(n, {
      one: 'Abrir el chat, # mensaje pendiente de envío',
      many: 'Abrir el chat, # mensajes pendientes de envío',
      other: 'Abrir el chat, # mensajes pendientes de envío',
    }),
  writeAhead: 'Cargando… Ya puedes escribir',
  loadFailed: 'No se pudo cargar el chat.',
  closeChat: 'Cerrar el chat',
  chat: 'Chat',
  tryAgain: 'Reintentar',
  reloadPage: 'Recargar la página',

  nobodyHere: 'No hay nadie más aquí en este momento',
  you: 'Tú',
  someone: 'Alguien',
  assistant: 'Asistente',
  roles: { user: 'Cliente', agent: 'Equipo', admin: 'Equipo', bot: 'Bot', system: '' },

  messages: 'Mensajes',
  today: 'Hoy',
  yesterday: 'Ayer',
  newMessages: (n) => plural(n, { one: '# mensaje nuevo', many: '# mensajes nuevos', other: '# mensajes nuevos' }),
  loadingOlder: 'Cargando mensajes anteriores…',
  jumpNew: (n) => plural(n, { one: '# nuevo', many: '# nuevos', other: '# nuevos' }),
  jump: 'Recientes',
  jumpLabel: 'Ir a lo más reciente',

  joined: (name) => `${name} está aquí`,
  left: (name) => `${name} se fue`,
  events: {
    participant_added: (actor, who, self) => {
      if (self) return did(who, 'Te uniste', 'se unió');
      return who.isYou ? `${actor.name} te añadió` : `${did(actor, 'Añadiste', 'añadió')} a ${who.name}`;
    },
    participant_removed: (actor, who, self) => {
      if (self) return `${did(who, 'Saliste', 'salió')} de la conversación`;
      return who.isYou ? `${actor.name} te quitó` : `${did(actor, 'Quitaste', 'quitó')} a ${who.name}`;
    },
    assigned: (actor, who, self) => {
      if (self) return `${did(who, 'Tomaste', 'tomó')} esta conversación`;
      return who.isYou
        ? `${actor.name} te asignó esta conversación`
        : `${did(actor, 'Asignaste', 'asignó')} esta conversación a ${who.name}`;
    },
    unassigned: (actor) => `${did(actor, 'Devolviste', 'devolvió')} esta conversación`,
    closed: (actor) => `${did(actor, 'Cerraste', 'cerró')} esta conversación`,
    reopened: (actor) => `${did(actor, 'Reabriste', 'reabrió')} esta conversación`,
    handed_over: (_actor, who, _self, bot) => `${did(who, 'Tomaste', 'tomó')} el relevo de ${bot}`,
  },

  waiting: 'Pendiente de envío',
  sending: 'Enviando…',
  sentAt: (time) => `Enviado ${time}`,
  readAt: (time) => (time ? `Leído ${time}` : 'Leído'),
  readBy: (names) => `Leído por ${names}`,
  andMore: (n) => `${number(n)} más`,
  edited: '(editado)',
  deleted: 'Mensaje eliminado',
  youDeleted: 'Eliminaste este mensaje',
  note: 'Nota, solo la ve tu equipo',
  notSent: (reason) => `No se envió. ${reason}`,
  soon: (seconds) =>
    plural(seconds, {
      one: 'Estás enviando muy rápido. Saldrá en # segundo.',
      many: 'Estás enviando muy rápido. Saldrá en # segundos.',
      other: 'Estás enviando muy rápido. Saldrá en # segundos.',
    }),
  reasons: {
    text_too_long: (limit) =>
      plural(limit, {
        one: 'Supera # carácter.',
        many: 'Supera los # caracteres.',
        other: 'Supera los # caracteres.',
      }),
    conversation_closed: 'Esta conversación está cerrada.',
    forbidden: 'No tienes permiso para escribir aquí.',
    subject_not_allowed: 'No tienes permiso para escribir sobre este registro.',
    not_found: 'No tienes acceso a esta conversación.',
    too_large: 'Es demasiado grande.',
    message_deleted: 'Este mensaje se eliminó.',
    upload_failed: 'La subida falló cinco veces.',
    file_type_refused: 'No se aceptan archivos de este tipo.',
    attachment_gone: 'Uno de sus archivos ya no existe.',
  },
  reasonOther: 'El servicio de chat lo rechazó.',
  notChanged: (reason) => `No se cambió. ${reason}`,
  notDeleted: (reason) => `No se eliminó. ${reason}`,
  notReacted: (reason) => `La reacción no se envió. ${reason}`,
  edit: 'Editar',
  discard: 'Descartar',
  messageTools: 'Mensaje',
  copy: 'Copiar',
  copied: 'Copiado',
  copyFailed: 'No se pudo copiar.',
  copyMessage: 'Copiar el mensaje',
  code: 'Código',
  table: 'Tabla',
  done: 'Hecho',
  toDo: 'Pendiente',
  choices: 'Opciones',
  chosen: 'Elegido',
  choose: 'Elegir…',
  optional: 'opcional',
  required: 'Rellene este campo.',
  notANumber: 'Esto no es un número.',
  notADate: 'Esto no es una fecha.',
  sendAnswers: 'Enviar las respuestas',
  answeredBy: (name: string) => `Respondido por ${name}`,
  react: 'Reaccionar',
  reply: 'Responder',
  remove: 'Eliminar',
  askRemove: '¿Eliminar este mensaje?',
  cancel: 'Cancelar',
  save: 'Guardar',
  editMessage: 'Editar mensaje',
  replyTo: (name) => `Responder a ${name}`,
  original: 'Mensaje original',
  replies: (n) => plural(n, { one: '# respuesta', many: '# respuestas', other: '# respuestas' }),
  thread: 'Hilo',
  closeThread: 'Volver a la conversación',
  people: 'Personas',
  noteForTeam: 'Nota para tu equipo',
  writeNote: 'Escribe una nota para tu equipo',

  writing: (name) => `${name} está escribiendo`,
  typing: (names, and) =>
    names.length > 2
      ? 'Varias personas están escribiendo'
      : form(names.length, {
          one: `${and(names)} está escribiendo`,
          many: `${and(names)} están escribiendo`,
          other: `${and(names)} están escribiendo`,
        }),
  stop: 'Detener',
  stopped: 'La detuviste',
  cutOff: 'La respuesta se interrumpió.',
  askAgain: 'Preguntar de nuevo',

  hello: (name) => `Hola, ${name}.`,
  whatCanWeDo: '¿En qué podemos ayudarte?',
  nothingYet: 'Todavía no se ha escrito nada.',
  writeFirst: 'Escribe el primer mensaje.',
  here: (names, n) =>
    form(n, {
      one: `${names} está aquí ahora.`,
      many: `${names} están aquí ahora.`,
      other: `${names} están aquí ahora.`,
    }),
  botFirst: (bot) => `Primero responde ${bot}.`,
  botOnly: (bot) => `${bot} responde al instante.`,
  comeBack: 'Escríbenos. Encontrarás la respuesta aquí, también si vuelves más tarde.',
  startWith: 'Para empezar',

  message: 'Mensaje',
  write: 'Escribe un mensaje',
  orWrite: 'O escribe un mensaje',
  send: 'Enviar',
  charactersLeft: (n) =>
    plural(n, { one: 'Queda # carácter', many: 'Quedan # caracteres', other: 'Quedan # caracteres' }),
  charactersOver: (n) =>
    plural(n, { one: 'Sobra # carácter', many: 'Sobran # caracteres', other: 'Sobran # caracteres' }),
  storageFull: 'En este navegador no caben más mensajes. Espera a que se envíen algunos.',
  sendFailed: 'No se pudo guardar. Inténtalo de nuevo.',
  sentHeard: 'Enviado',
  keptHeard: 'Guardado en este dispositivo, pendiente de envío',
  says: (name, text) => `${name}: ${text}`,

  more: 'Más',
  sound: 'Sonido',
  notifications: 'Notificaciones',
  notificationsBlocked: 'Bloqueadas en los ajustes de este navegador',
  conversations: 'Conversaciones',
  backToList: 'Volver a las conversaciones',
  newConversation: 'Nueva conversación',
  searchConversations: 'Buscar conversaciones',
  aboutRecord: 'Sobre este registro',
  others: 'Otras conversaciones',
  draft: 'Borrador:',
  noConversations: 'Todavía no hay conversaciones.',
  listFailed: 'No se pudieron cargar las conversaciones.',
  loadingList: 'Cargando conversaciones…',
  showMore: 'Mostrar más',
  nothingFound: (query) => `No se encontró nada para «${query}».`,
  found: (n) => plural(n, { one: '# encontrada', many: '# encontradas', other: '# encontradas' }),
  unread: (n) => plural(n, { one: '# mensaje sin leer', many: '# mensajes sin leer', other: '# mensajes sin leer' }),
  files: {
    attach: 'Adjuntar archivos',
    attached: 'Archivos adjuntos',
    remove: (file) => `Quitar ${file}`,
    drop: 'Suelta aquí para adjuntar',
    dropLimits: (n, size) =>
      plural(n, {
        one: `# archivo de ${size} como máximo`,
        many: `Hasta # archivos de ${size} cada uno`,
        other: `Hasta # archivos de ${size} cada uno`,
      }),
    tooLarge: (file, size, max) => `«${file}» ocupa ${size}. Los archivos pueden ocupar ${max} como máximo.`,
    empty: (file) => `«${file}» está vacío.`,
    kind: (file) => `No se aceptan archivos de este tipo: ${file}.`,
    max: (n) =>
      plural(n, {
        one: 'Un mensaje admite # archivo como máximo.',
        many: 'Un mensaje admite # archivos como máximo.',
        other: 'Un mensaje admite # archivos como máximo.',
      }),
    uploading: (file) => `Subiendo ${file}`,
    cancel: 'Cancelar la subida',
    download: (file) => `Descargar ${file}`,
    gone: 'Este archivo ya no está disponible.',
    removed: 'Archivo eliminado',
    open: (file) => `Abrir ${file}`,
    missing: 'No se pudo cargar esta imagen.',
    position: (at, of) => `Imagen ${number(at)} de ${number(of)}`,
    close: 'Cerrar la imagen',
    previous: 'Imagen anterior',
    next: 'Imagen siguiente',
  },

  notices: {
    connecting: 'Conectando…',
    reconnecting: 'Reconectando. Puedes seguir escribiendo.',
    offlineLead: 'Estás sin conexión.',
    offline: (waiting) =>
      waiting === 0
        ? 'Sigue escribiendo: lo que envíes se guarda en este dispositivo y saldrá cuando vuelva la conexión.'
        : plural(waiting, {
            one: 'Sigue escribiendo: # mensaje está guardado en este dispositivo y saldrá cuando vuelva la conexión.',
            many: 'Sigue escribiendo: # mensajes están guardados en este dispositivo y saldrán cuando vuelva la conexión.',
            other:
              'Sigue escribiendo: # mensajes están guardados en este dispositivo y saldrán cuando vuelva la conexión.',
          }),
    backLead: 'De nuevo en línea.',
    back: (at, of) =>
      plural(of, {
        one: 'Enviando # mensaje…',
        many: `Enviando ${number(at)} de # mensajes…`,
        other: `Enviando ${number(at)} de # mensajes…`,
      }),
    allSent: 'Todo enviado.',
    polling: 'Ahora no hay conexión en directo. Los mensajes llegan igualmente.',
    restarting: 'El servicio de chat se está reiniciando. Lo que envíes espera aquí hasta que vuelva.',
    busy: 'El servicio de chat está saturado. Lo que envíes espera aquí.',
    signedOut:
      'Tu sesión ha terminado. Inicia sesión de nuevo para continuar; no se ha perdido nada de lo que escribiste.',
    notFound: 'No tienes acceso a esta conversación.',
    outdated: 'Esta página está desactualizada. Vuelve a cargarla para continuar; tus mensajes se conservan.',
    notDurable: 'Este navegador no puede guardar mensajes. Quédate en esta página hasta que se envíen.',
    replaced: 'Esta conversación se volvió a cargar.',
    closed: 'Esta conversación está cerrada.',
    loggedOut: 'Cerraste la sesión en este dispositivo.',
    notSetUp: 'Este chat aún no está configurado: necesita token, token-url o getToken.',
    setUpWrong: 'Este chat no está bien configurado.',
    dismiss: 'Ocultar',
    startNew: 'Empezar otra',
  },
});

export const create = (locale: string): AllStrings => words(createCounting('es', locale));
