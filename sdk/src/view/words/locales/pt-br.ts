import { createCounting, type Counting } from '../counting.js';
import type { AllStrings, Named } from '../strings.js';

/** "Você" takes the same verb as a name. */
const whom = ({ name, isYou }: Named) => (isYou ? 'você' : name);

/** Brazilian Portuguese. Nothing in it depends on whether a person is a man or a woman. */
const words = ({ number, plural, form }: Counting<'pt-BR'>): AllStrings => ({
  language: 'pt-BR',
  comma: ', ',
  gap: ' ',

  openChat: 'Abrir o chat',
  openChatUnread: (n) =>
    n > 99
      ? 'Abrir o chat, mais de 99 não lidas'
      : plural(n, {
          one: 'Abrir o chat, # não lida',
          many: 'Abrir o chat, # não lidas',
          other: 'Abrir o chat, # não lidas',
        }),
  openChatWaiting: (n) =>
    plural(n, {
      one: 'Abrir o chat, # mensagem aguardando envio',
      many: 'Abrir o chat, # mensagens aguardando envio',
      other: 'Abrir o chat, # mensagens aguardando envio',
    }),
  writeAhead: 'Carregando… Você já pode escrever',
  loadFailed: 'Não foi possível carregar o chat.',
  closeChat: 'Fechar o chat',
  chat: 'Chat',
  tryAgain: 'Tentar de novo',
  reloadPage: 'Recarregar a página',

  nobodyHere: 'Não há mais ninguém aqui no momento',
  you: 'Você',
  someone: 'Alguém',
  assistant: 'Assistente',
  roles: { user: 'Cliente', agent: 'Equipe', admin: 'Equipe', bot: 'Bot', system: '' },

  messages: 'Mensagens',
  today: 'Hoje',
  yesterday: 'Ontem',
  newMessages: (n) => plural(n, { one: '# mensagem nova', many: '# mensagens novas', other: '# mensagens novas' }),
  loadingOlder: 'Carregando mensagens anteriores…',
  jumpNew: (n) => plural(n, { one: '# nova', many: '# novas', other: '# novas' }),
  jump: 'Recentes',
  jumpLabel: 'Ir para a mais recente',

  joined: (name) => `${name} está aqui`,
  left: (name) => `${name} saiu`,
  events: {
    participant_added: (actor, who, self) =>
      self ? `${who.name} entrou na conversa` : `${actor.name} adicionou ${whom(who)}`,
    participant_removed: (actor, who, self) =>
      self ? `${who.name} saiu da conversa` : `${actor.name} removeu ${whom(who)}`,
    assigned: (actor, who, self) =>
      self ? `${who.name} assumiu esta conversa` : `${actor.name} atribuiu esta conversa a ${whom(who)}`,
    unassigned: (actor) => `${actor.name} devolveu esta conversa`,
    closed: (actor) => `${actor.name} encerrou esta conversa`,
    reopened: (actor) => `${actor.name} reabriu esta conversa`,
    handed_over: (_actor, who, _self, bot) => `${who.name} assumiu no lugar de ${bot}`,
  },

  waiting: 'Aguardando envio',
  sending: 'Enviando…',
  sentAt: (time) => `Enviada às ${time}`,
  readAt: (time) => (time ? `Lida às ${time}` : 'Lida'),
  readBy: (names) => `Lida por ${names}`,
  andMore: (n) => `mais ${number(n)}`,
  edited: '(editada)',
  deleted: 'Mensagem apagada',
  youDeleted: 'Você apagou esta mensagem',
  note: 'Nota, visível só para a sua equipe',
  notSent: (reason) => `Não enviada. ${reason}`,
  soon: (seconds) =>
    plural(seconds, {
      one: 'Você está enviando muito rápido. Ela sai em # segundo.',
      many: 'Você está enviando muito rápido. Ela sai em # segundos.',
      other: 'Você está enviando muito rápido. Ela sai em # segundos.',
    }),
  reasons: {
    text_too_long: (limit) =>
      plural(limit, {
        one: 'Ela passa de # caractere.',
        many: 'Ela passa de # caracteres.',
        other: 'Ela passa de # caracteres.',
      }),
    conversation_closed: 'Esta conversa está encerrada.',
    forbidden: 'Você não tem permissão para escrever aqui.',
    subject_not_allowed: 'Você não tem permissão para escrever sobre este registro.',
    not_found: 'Você não tem acesso a esta conversa.',
    too_large: 'Ela é grande demais.',
    message_deleted: 'Esta mensagem foi excluída.',
    upload_failed: 'O envio do arquivo falhou cinco vezes.',
    file_type_refused: 'Arquivos deste tipo não são aceitos.',
    attachment_gone: 'Um arquivo dela não existe mais.',
  },
  reasonOther: 'O serviço de chat a recusou.',
  notChanged: (reason) => `Não alterada. ${reason}`,
  notDeleted: (reason) => `Não excluída. ${reason}`,
  notReacted: (reason) => `Reação não enviada. ${reason}`,
  edit: 'Editar',
  discard: 'Descartar',
  messageTools: 'Mensagem',
  copy: 'Copiar',
  copied: 'Copiado',
  copyFailed: 'Não foi possível copiar.',
  copyMessage: 'Copiar a mensagem',
  code: 'Código',
  table: 'Tabela',
  done: 'Feito',
  toDo: 'A fazer',
  choices: 'Opções',
  chosen: 'Escolhido',
  choose: 'Escolher…',
  optional: 'opcional',
  required: 'Preencha este campo.',
  notANumber: 'Isto não é um número.',
  notADate: 'Isto não é uma data.',
  sendAnswers: 'Enviar as respostas',
  answeredBy: (name: string) => `Respondido por ${name}`,
  react: 'Reagir',
  reply: 'Responder',
  remove: 'Excluir',
  askRemove: 'Excluir esta mensagem?',
  cancel: 'Cancelar',
  save: 'Salvar',
  editMessage: 'Editar mensagem',
  replyTo: (name) => `Responder a ${name}`,
  original: 'Mensagem original',
  replies: (n) => plural(n, { one: '# resposta', many: '# respostas', other: '# respostas' }),
  thread: 'Conversa paralela',
  closeThread: 'Voltar à conversa',
  people: 'Pessoas',
  noteForTeam: 'Nota para a sua equipe',
  writeNote: 'Escreva uma nota para a sua equipe',

  writing: (name) => `${name} está escrevendo`,
  typing: (names, and) =>
    names.length > 2
      ? 'Várias pessoas estão digitando'
      : form(names.length, {
          one: `${and(names)} está digitando`,
          many: `${and(names)} estão digitando`,
          other: `${and(names)} estão digitando`,
        }),
  stop: 'Parar',
  stopped: 'Interrompida por você',
  cutOff: 'A resposta foi interrompida.',
  askAgain: 'Perguntar de novo',

  hello: (name) => `Olá, ${name}.`,
  whatCanWeDo: 'Como podemos ajudar?',
  nothingYet: 'Ainda não há mensagens.',
  writeFirst: 'Escreva a primeira mensagem.',
  here: (names, n) =>
    form(n, {
      one: `${names} está aqui agora.`,
      many: `${names} estão aqui agora.`,
      other: `${names} estão aqui agora.`,
    }),
  botFirst: (bot) => `${bot} responde primeiro.`,
  botOnly: (bot) => `${bot} responde na hora.`,
  comeBack: 'Escreva para nós. A resposta fica aqui, mesmo que você volte mais tarde.',
  startWith: 'Para começar',

  message: 'Mensagem',
  write: 'Escreva uma mensagem',
  orWrite: 'Ou escreva uma mensagem',
  send: 'Enviar',
  charactersLeft: (n) =>
    plural(n, { one: 'Resta # caractere', many: 'Restam # caracteres', other: 'Restam # caracteres' }),
  charactersOver: (n) =>
    plural(n, { one: '# caractere a mais', many: '# caracteres a mais', other: '# caracteres a mais' }),
  storageFull: 'Não há espaço para mais mensagens neste navegador. Espere até que algumas sejam enviadas.',
  sendFailed: 'Não foi possível guardar a mensagem. Tente de novo.',
  sentHeard: 'Enviada',
  keptHeard: 'Guardada neste dispositivo, aguardando envio',
  says: (name, text) => `${name}: ${text}`,

  more: 'Mais',
  sound: 'Som',
  notifications: 'Notificações',
  notificationsBlocked: 'Bloqueadas nas configurações deste navegador',
  conversations: 'Conversas',
  backToList: 'Voltar às conversas',
  newConversation: 'Nova conversa',
  searchConversations: 'Pesquisar conversas',
  aboutRecord: 'Sobre este registro',
  others: 'Outras conversas',
  draft: 'Rascunho:',
  noConversations: 'Ainda não há conversas.',
  listFailed: 'Não foi possível carregar as conversas.',
  loadingList: 'Carregando conversas…',
  showMore: 'Mostrar mais',
  nothingFound: (query) => `Nada encontrado para “${query}”.`,
  found: (n) => plural(n, { one: '# encontrada', many: '# encontradas', other: '# encontradas' }),
  unread: (n) =>
    plural(n, { one: '# mensagem não lida', many: '# mensagens não lidas', other: '# mensagens não lidas' }),
  files: {
    attach: 'Anexar arquivos',
    attached: 'Arquivos anexados',
    remove: (file) => `Remover ${file}`,
    drop: 'Solte aqui para anexar',
    dropLimits: (n, size) =>
      plural(n, {
        one: `# arquivo de até ${size}`,
        many: `Até # arquivos de ${size} cada`,
        other: `Até # arquivos de ${size} cada`,
      }),
    tooLarge: (file, size, max) => `“${file}” tem ${size}. Os arquivos podem ter no máximo ${max}.`,
    empty: (file) => `“${file}” está vazio.`,
    kind: (file) => `Arquivos deste tipo não são aceitos: ${file}.`,
    max: (n) =>
      plural(n, {
        one: 'Uma mensagem aceita no máximo # arquivo.',
        many: 'Uma mensagem aceita no máximo # arquivos.',
        other: 'Uma mensagem aceita no máximo # arquivos.',
      }),
    uploading: (file) => `Enviando ${file}`,
    cancel: 'Cancelar o envio do arquivo',
    download: (file) => `Baixar ${file}`,
    gone: 'Este arquivo não está mais disponível.',
    removed: 'Arquivo removido',
    open: (file) => `Abrir ${file}`,
    missing: 'Não foi possível carregar esta imagem.',
    position: (at, of) => `Imagem ${number(at)} de ${number(of)}`,
    close: 'Fechar a imagem',
    previous: 'Imagem anterior',
    next: 'Próxima imagem',
  },

  notices: {
    connecting: 'Conectando…',
    reconnecting: 'Reconectando. Você pode continuar escrevendo.',
    offlineLead: 'Você está off-line.',
    offline: (waiting) =>
      waiting === 0
        ? 'Continue escrevendo: o que você enviar fica guardado neste dispositivo e sai quando a conexão voltar.'
        : plural(waiting, {
            one: 'Continue escrevendo: # mensagem está guardada neste dispositivo e sai quando a conexão voltar.',
            many: 'Continue escrevendo: # mensagens estão guardadas neste dispositivo e saem quando a conexão voltar.',
            other: 'Continue escrevendo: # mensagens estão guardadas neste dispositivo e saem quando a conexão voltar.',
          }),
    backLead: 'De volta on-line.',
    back: (at, of) =>
      plural(of, {
        one: 'Enviando # mensagem…',
        many: `Enviando ${number(at)} de # mensagens…`,
        other: `Enviando ${number(at)} de # mensagens…`,
      }),
    allSent: 'Tudo enviado.',
    polling: 'Sem conexão em tempo real no momento. As mensagens chegam mesmo assim.',
    restarting: 'O serviço de chat está reiniciando. O que você enviar espera aqui até ele voltar.',
    busy: 'O serviço de chat está sobrecarregado. O que você enviar espera aqui.',
    signedOut: 'Sua sessão terminou. Entre de novo para continuar; nada do que você escreveu se perdeu.',
    notFound: 'Você não tem acesso a esta conversa.',
    outdated: 'Esta página está desatualizada. Recarregue-a para continuar; suas mensagens ficam guardadas.',
    notDurable: 'Este navegador não consegue guardar mensagens. Fique nesta página até que sejam enviadas.',
    replaced: 'Esta conversa foi carregada de novo.',
    closed: 'Esta conversa está encerrada.',
    loggedOut: 'Você saiu da sua conta neste dispositivo.',
    notSetUp: 'Este chat ainda não está configurado: falta token, token-url ou getToken.',
    setUpWrong: 'Este chat não está configurado corretamente.',
    dismiss: 'Dispensar',
    startNew: 'Começar outra',
  },
});

export const create = (locale: string): AllStrings => words(createCounting('pt-BR', locale));
