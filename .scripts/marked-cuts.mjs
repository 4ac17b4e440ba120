/**
 * Pieces of marked, as it comes minified, and what stands in their place. Each is there exactly once. The tokens differ by what
 * nobody asks for, so that the element makes the same of them, to which lean-marked.test.mjs holds it.
 */
export const CUTS = [
  // Fields of tokens, and the marks of a task, which are shown by `task` and `checked`.
  ['codeBlockStyle:"indented",', ''],
  [
    't[2]?t[2].trim().replace(this.rules.inline.anyPunctuation,"$1"):t[2]',
    't[2].trim().replace(this.rules.inline.anyPunctuation,"$1")',
  ],
  ['depth:t[1].length,text:n,', 'depth:t[1].length,'],
  ['depth:t[2].charAt(0)==="="?1:2,text:n,', 'depth:t[2][0]==="="?1:2,'],
  [
    'if(Math.min(p,m)%2){let se=B.slice(1,-1);return{type:"em",raw:B,text:se,tokens:this.lexer.inlineTokens(se)}}let X=B.slice(2,-2);return{type:"strong",raw:B,text:X,tokens:this.lexer.inlineTokens(X)}',
    'let X=Math.min(p,m)%2||2;return{type:X===1?"em":"strong",raw:B,tokens:this.lexer.inlineTokens(B.slice(X,-X))}',
  ],
  [
    ',b=m.slice(o,-o);return{type:"del",raw:m,text:b,tokens:this.lexer.inlineTokens(b)}',
    ';return{type:"del",raw:m,tokens:this.lexer.inlineTokens(m.slice(o,-o))}',
  ],
  [
    'task:!!this.options.gfm&&this.rules.other.listIsTask.test(p),loose:!1,',
    'task:this.rules.other.listIsTask.test(p),',
  ],
  ['h.loose=!0;', ''],
  [
    'let d=[];for(let h of i.items)if(this.lexer.state.top=!1,d.push(this.lexer.inlineQueue.length),h.tokens=this.lexer.blockTokens(h.text,[]),!i.loose){let p=h.tokens.filter(m=>m.type==="space"),k=p.length>0&&p.some(m=>this.rules.other.anyLine.test(m.raw));i.loose=k}for(let h=0;h<i.items.length;h++){let p=i.items[h],k=p.tokens[0];if(p.task&&(k?.type==="text"||k?.type==="paragraph")){p.text=p.text.replace(this.rules.other.listReplaceTask,""),k.raw=k.raw.replace(this.rules.other.listReplaceTask,""),k.text=k.text.replace(this.rules.other.listReplaceTask,"");let m=this.lexer.inlineQueue;for(let f=d[h];f<m.length;f++)if(m[f].tokens===k.tokens){m[f].src=m[f].src.replace(this.rules.other.listReplaceTask,"");break}let b=this.rules.other.listTaskCheckbox.exec(p.raw);if(b){let f={type:"checkbox",raw:b[0]+" ",checked:b[0]!=="[ ]"};p.checked=f.checked,i.loose?p.tokens[0]&&["paragraph","text"].includes(p.tokens[0].type)&&"tokens"in p.tokens[0]&&p.tokens[0].tokens?(p.tokens[0].raw=f.raw+p.tokens[0].raw,p.tokens[0].text=f.raw+p.tokens[0].text,p.tokens[0].tokens.unshift(f)):p.tokens.unshift({type:"paragraph",raw:f.raw,text:f.raw,tokens:[f]}):p.tokens.unshift(f)}}else p.task&&(p.task=!1)}',
    'for(let h of i.items){this.lexer.state.top=!1;let{inlineQueue:d}=this.lexer,{length:k}=d;h.tokens=this.lexer.blockTokens(h.text);i.loose||=h.tokens.some(m=>m.type==="space"&&this.rules.other.anyLine.test(m.raw));h.task&&=["paragraph","text"].includes(h.tokens[0]?.type);if(h.task)h.checked=h.text[1]!==" ",d[k].src=d[k].src.replace(this.rules.other.listReplaceTask,"")}',
  ],
  ['p?.type==="hr"||p?.type==="html"||', 'p?.type==="hr"||'],
  // Where the last ends of emphasis are is kept by the lexer (marked-methods.mjs), not by a map.
  ['U=oe(this,t,s)', 'U=this.lexer.closers[s]'],
  ['d=ae(this,t)', 'd=this.lexer.closers["~"]'],
  ['if(s!=="*"&&s!=="_")return;', ''],
  // What a rule begins with it finds by itself.
  ['del(e,t,n=""){if(e.charCodeAt(0)!==126)return;', 'del(e,t,n=""){'],
  // Shorter ways to the same.
  [
    '{let n=l.length;if(n===0)return"";let r=0;for(;r<n;){let s=l.charAt(n-r-1);if(s===e&&!t)r++;else if(s!==e&&t)r++;else break}return l.slice(0,n-r)}',
    '{let n=l.length;for(;l[n-1]===e;)n--;return l.slice(0,n)}',
  ],
  [
    'let n=l.match(t.other.indentCodeCompensation);if(n===null)return e;let r=n[1];return e.split(`\n`).map(s=>{let o=s.match(t.other.beginningSpace);if(o===null)return s;let[i]=o;return s.slice(Math.min(i.length,r.length))}).join(`\n`)',
    'let n=t.other.indentCodeCompensation.exec(l)?.[1].length??0;return e.split(`\n`).map(s=>s.slice(Math.min(s.search(/\\S|$/),n))).join(`\n`)',
  ],
];
