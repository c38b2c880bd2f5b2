// Jupyter's messages as frames of ZeroMQ: https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
'use strict';
const { createHmac, randomUUID, timingSafeEqual } = require('node:crypto');

/** What stands between the addresses of a message and its content. */
const DELIMITER = '<IDS|MSG>';
/** Version of the protocol that is spoken here. */
const VERSION = '5.3';
/** This kernel, as the sender of messages. */
const SESSION = randomUUID();

function signatureOf(key, parts) {
  if (key === '') return '';
  const hash = createHmac('sha256', key);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/**
 * A message from its frames: `{ identities, header, parent, metadata, content, buffers }`.
 *
 * @param {string} key of the connection file; empty: messages are not signed.
 * @param {readonly Buffer[]} frames
 * @throws Error where it is none, or not signed with the key.
 */
function read(key, frames) {
  const at = frames.findIndex((frame) => frame.toString() === DELIMITER);
  if (at < 0 || frames.length < at + 6) throw new Error('not a message of Jupyter');
  const parts = frames.slice(at + 2, at + 6);
  const signature = Buffer.from(signatureOf(key, parts));
  const given = frames[at + 1];
  if (signature.length !== given.length || !timingSafeEqual(signature, given)) {
    throw new Error('a message with a wrong signature');
  }
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString()));
  return {
    identities: frames.slice(0, at),
    header,
    parent,
    metadata,
    content,
    buffers: frames.slice(at + 6),
  };
}

/**
 * A message of this kernel.
 *
 * @param {string} type
 * @param {object} content
 * @param parent the message that it answers or belongs to; undefined where there is none.
 * @param {{ identities?: readonly Buffer[], metadata?: object, buffers?: readonly Uint8Array[] }} rest
 */
function make(type, content, parent, { identities = [], metadata = {}, buffers = [] } = {}) {
  const header = {
    msg_id: randomUUID(),
    session: SESSION,
    username: 'kernel',
    date: new Date().toISOString(),
    msg_type: type,
    version: VERSION,
  };
  return { identities, header, parent: parent?.header ?? {}, metadata, content, buffers };
}

/** The answer to a request, for the client that asked. */
function reply(request, content) {
  const type = request.header.msg_type.replace(/_request$/, '_reply');
  return make(type, content, request, { identities: request.identities });
}

/** The frames of a message, signed. */
function framesOf(key, { identities, header, parent, metadata, content, buffers }) {
  const parts = [header, parent, metadata, content].map((part) => JSON.stringify(part));
  return [...identities, DELIMITER, signatureOf(key, parts), ...parts, ...buffers];
}

module.exports = { VERSION, framesOf, make, read, reply };
