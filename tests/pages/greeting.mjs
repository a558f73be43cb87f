// Test page's module: imported by Python into the page's world.
export const name = "greeting";
export default function greet(who) {
  return `Hello ${who}, from ${document.title}`;
}
export class Counter {
  count = 0;
  add() {
    return ++this.count;
  }
}
