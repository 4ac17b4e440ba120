import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientAddress } from '../src/address.js';

test('without a trusted proxy the header counts for nothing', () => {
  assert.equal(clientAddress('192.0.2.1', '198.51.100.7', 0), '192.0.2.1');
  assert.equal(clientAddress(undefined, '198.51.100.7', 0), 'unknown');
});

test('with n proxies the nth entry from the right counts, whatever is invented to its left', () => {
  const header = '203.0.113.66, 198.51.100.7, 192.0.2.9';
  assert.equal(clientAddress('10.0.0.1', header, 1), '192.0.2.9');
  assert.equal(clientAddress('10.0.0.1', header, 2), '198.51.100.7');
  assert.equal(clientAddress('10.0.0.1', ['203.0.113.66', '198.51.100.7'], 1), '198.51.100.7');
});

test('who went round a proxy, or sends no address, counts by the socket', () => {
  assert.equal(clientAddress('10.0.0.1', '198.51.100.7', 2), '10.0.0.1');
  assert.equal(clientAddress('10.0.0.1', 'unknown', 1), '10.0.0.1');
  assert.equal(clientAddress('10.0.0.1', '', 1), '10.0.0.1');
  assert.equal(clientAddress('10.0.0.1', undefined, 1), '10.0.0.1');
  assert.equal(clientAddress('10.0.0.1', '1.2.3.4.5', 1), '10.0.0.1');
});

test('ports that a proxy appends do not make another caller', () => {
  assert.equal(clientAddress('10.0.0.1', '198.51.100.7:5012', 1), '198.51.100.7');
  assert.equal(clientAddress('10.0.0.1', '[2001:db8::1]:5012', 1), '2001:db8:0:0::/64');
});

test('a whole /64 is one caller, and an IPv4 address is the same in either writing', () => {
  for (const address of ['2001:db8:1:2::1', '2001:DB8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2:3:4:192.0.2.1']) {
    assert.equal(clientAddress(address, undefined, 0), '2001:db8:1:2::/64');
  }
  assert.notEqual(clientAddress('2001:db8:1:3::1', undefined, 0), clientAddress('2001:db8:1:2::1', undefined, 0));
  assert.equal(clientAddress('::ffff:192.0.2.1', undefined, 0), '192.0.2.1');
  assert.equal(clientAddress('::1', undefined, 0), '0:0:0:0::/64');
  assert.equal(clientAddress('fe80::1%eth0', undefined, 0), 'fe80:0:0:0::/64');
});
