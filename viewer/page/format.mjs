import { clean, formatDuration } from '../src/words/text';

export { clean };

const COUNT = new Intl.NumberFormat('en');

/** `12,345`. @param {number} count */
export function number(count) {
  return COUNT.format(count);
}

/** `1 span`, `2,000 spans`. @param {number} count @param {string} noun */
export function plural(count, noun) {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A duration of milliseconds, also one of hours. @param {number | undefined} length @returns {string} */
export function duration(length) {
  if (length === undefined || !Number.isFinite(length)) return '–';
  if (length < 0) return `−${duration(-length)}`;
  if (length < 99_950) return formatDuration(length);
  const minutes = Math.round(length / 6000) / 10;
  if (minutes < 99.5) return `${minutes} min`;
  const hours = Math.round(minutes / 6) / 10;
  return hours < 48 ? `${hours} h` : `${number(Math.round(hours / 24))} days`;
}

/** `0.4 %`, `12 %`. @param {number} part @param {number} whole */
export function share(part, whole) {
  const percent = whole === 0 ? 0 : (part * 100) / whole;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return `${percent < 10 ? Math.round(percent * 10) / 10 : Math.round(percent)} %`;
}

/** `12/s`, `0.4/s`, `3/min`. @param {number} rate in a second */
export function perSecond(rate) {
  if (!Number.isFinite(rate) || rate <= 0) return '';
  const [value, unit] = rate >= 0.1 ? [rate, 's'] : rate * 60 >= 0.1 ? [rate * 60, 'min'] : [rate * 3600, 'h'];
  return `${Number(value.toPrecision(2))}/${unit}`;
}

/** The time of day, with milliseconds. @param {number} time */
export function clock(time) {
  const known = new Date(time);
  if (Number.isNaN(known.getTime())) return '–';
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const day = `${two(known.getHours())}:${two(known.getMinutes())}:${two(known.getSeconds())}`;
  return `${day}.${String(known.getMilliseconds()).padStart(3, '0')}`;
}

/** Day and time in full, as the clock on the wall has it. @param {number} time */
export function date(time) {
  const known = new Date(time);
  if (Number.isNaN(known.getTime())) return '–';
  const day = [known.getFullYear(), known.getMonth() + 1, known.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${day.join('-')} ${clock(time)}`;
}

/** Bytes of a text, about. @param {number} length */
export function size(length) {
  if (length < 1000) return plural(length, 'character');
  return length < 1_000_000
    ? `${Math.round(length / 1000)} K characters`
    : `${Math.round(length / 100_000) / 10} M characters`;
}

/** The beginning of a long identifier. @param {string} id */
export function short(id) {
  return id.length > 14 ? `${id.slice(0, 8)}…` : id;
}
