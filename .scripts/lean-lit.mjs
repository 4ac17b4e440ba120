// lit as this build takes it, without what nothing here uses.

/** Pieces of its files, and what stands in their place. Each is there exactly once. */
const CUTS = {
  'lit-html/lit-html.js': [
    // Templates compiled beforehand, of SVG and of MathML: all of the element's are `html`.
    ['2===i?"<svg>":3===i?"<math>":""', '""'],
    ['+(2===i?"</svg>":3===i?"</math>":"")', ''],
    [
      'if(this.el=S.createElement(f,e),P.currentNode=this.el.content,2===i||3===i){',
      'this.el=S.createElement(f,e),P.currentNode=this.el.content;if(!1){',
    ],
    [
      '"number"==typeof s?this._$AC(t):(void 0===s.el&&(s.el=S.createElement(V(s.h,s.h[0]),this.options)),s)',
      'this._$AC(t)',
    ],
    ['{values:i,_$litType$:s}=t', '{values:i}=t'],
    // No template has an expression within a comment, a textarea, a title, a script or a style.
    ['else{let t=-1;for(;-1!==(t=r.data.indexOf(o,t+1));)d.push({type:7,index:l}),t+=o.length-1}', ''],
    [
      'if(y.test(r.tagName)){const t=r.textContent.split(o),i=t.length-1;if(i>0){r.textContent=s?s.emptyScript:"";for(let s=0;s<i;s++)r.append(t[s],c()),P.nextNode(),d.push({type:2,index:++l});r.append(t[i],c())}}',
      '',
    ],
    ['(y.test(u[2])&&(n=RegExp("</"+u[2],"g")),c=p)', '(c=p)'],
    ['c=n??v,d=-1', 'c=v,d=-1'],
    ['(c=p,n=void 0)', '(c=p)'],
    // Listeners are functions.
    ['t===A&&s!==A||t.capture!==s.capture||t.once!==s.once||t.passive!==s.passive', 't===A&&s!==A'],
    [
      '"function"==typeof this._$AH?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)',
      'this._$AH.call(this.options?.host??this.element,t)',
    ],
    // For lit's own packages that are not here: rendering on a server, hydration.
    ['{M:h,P:o,A:n,C:1,L:N,R,D:d,V:M,I:k,H,N:L,U:z,B:I,F:Z}', '{I:k}'],
    [',B=t.litHtmlPolyfillSupport;B?.(S,k),(t.litHtmlVersions??=[]).push("3.3.3");', ';'],
  ],
  '@lit/reactive-element/css-tag.js': [
    // TypeScript holds these.
    [
      'if(this._$cssResult$=!0,o!==s)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");',
      'this._$cssResult$=!0;',
    ],
    [
      `throw Error("Value passed to 'css' function must be a 'css' function result: "+t+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")`,
      'throw Error("css")',
    ],
  ],
  '@lit/reactive-element/reactive-element.js': [
    // Attributes are text and switches. Properties are declared by TypeScript's decorators.
    ['case Object:case Array:t=null==t?t:JSON.stringify(t)', ''],
    ['case Number:i=null===t?null:Number(t);break;case Object:case Array:try{i=JSON.parse(t)}catch(t){i=null}', ''],
    ['Symbol.metadata??=Symbol("metadata"),a.litPropertyMetadata??=new WeakMap;', ''],
    ['static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}', ''],
    [
      'const t=this[Symbol.metadata];if(null!==t){const s=litPropertyMetadata.get(t);if(void 0!==s)for(const[t,i]of s)this.elementProperties.set(t,i)}',
      '',
    ],
    [',void 0!==t.l&&(this.l=[...t.l])', ''],
    [',this.constructor.l?.forEach(t=>t(this))', ''],
    [
      'if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(d("properties"))){const t=this.properties,s=[...r(t),...o(t)];for(const i of s)this.createProperty(i,t[i])}',
      'this.finalized=!0,this._$Ei();',
    ],
    // No property has a default that goes with its attribute, a test of its own for a change, or an accessor of its own.
    ['this.prototype.hasOwnProperty(t)&&((s=Object.create(s)).wrapped=!0),', ''],
    [
      'const t=this.constructor.elementProperties;if(t.size>0)for(const[s,i]of t){const{wrapped:t}=i,e=this[s];!0!==t||this._$AL.has(s)||void 0===e||this.C(s,void 0,i,e)}',
      '',
    ],
    [
      '{useDefault:i,reflect:e,wrapped:h},r){i&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,r??s??this[t]),!0!==h||void 0!==r)||(this._$AL.has(t)||(this.hasUpdated||i||(s=void 0),this._$AL.set(t,s)),!0===e&&this._$Em!==t&&(this._$Eq??=new Set).add(t))}',
      '{reflect:e}){this._$AL.has(t)||(this.hasUpdated||(s=void 0),this._$AL.set(t,s)),!0===e&&this._$Em!==t&&(this._$Eq??=new Set).add(t)}',
    ],
    [
      '!((i.hasChanged??f)(h,s)||i.useDefault&&i.reflect&&h===this._$Ej?.get(t)&&!this.hasAttribute(r._$Eu(t,i)))',
      '!f(h,s)',
    ],
    ['this[e]=r??this._$Ej?.get(e)??r', 'this[e]=r'],
    ['removeController(t){this._$EO?.delete(t)}', ''],
    [',p=a.reactiveElementPolyfillSupport', ''],
    [',p?.({ReactiveElement:y}),(a.reactiveElementVersions??=[]).push("2.1.2");', ';'],
  ],
  'lit-element/lit-element.js': [
    [',s.litElementHydrateSupport?.({LitElement:i});const o=s.litElementPolyfillSupport;o?.({LitElement:i});', ';'],
    ['(s.litElementVersions??=[]).push("4.2.2");', ''],
  ],
  'lit-html/directives/live.js': [
    [
      'constructor(r){if(super(r),r.type!==n.PROPERTY&&r.type!==n.ATTRIBUTE&&r.type!==n.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!o(r))throw Error("`live` bindings can only contain a single expression")}',
      '',
    ],
  ],
  'lit-html/directives/repeat.js': [
    ['constructor(e){if(super(e),e.type!==r.CHILD)throw Error("repeat() can only be used in text expressions")}', ''],
  ],
};

/** What of lit the sources must not use, since the build has cut it out. */
export const UNUSED = [
  /\b(?:svg|mathml)`/,
  /html`[^`]*<!--/,
  /\}\s*<\/(?:textarea|title|style|script)\b/,
  /\bhandleEvent\b|\bpassive: /,
  /\btype: (?:Array|Number|Object)\b|\b(?:useDefault|hasChanged)\b|\bstatic (?:override )?properties\b/,
  /@(?:property|state)\([^;{]*?(?:\{[^}]*\})?\) *\n? *(?:override |private |protected )*(?:get|set|accessor) /,
  /\b(?:removeController|addInitializer)\(/,
];

/** A file of lit without that. Null for any other. */
export function leanLit(code, id) {
  const path = id.replaceAll('\\', '/');
  const file = Object.keys(CUTS).find((one) => path.endsWith(`/node_modules/${one}`));
  if (!file) return null;
  return CUTS[file].reduce((text, [piece, instead]) => {
    if (text.split(piece).length === 2) return text.replace(piece, () => instead);
    throw new Error(`This version of ${file} is built in another way (${piece}): see .scripts/lean-lit.mjs.`);
  }, code);
}
