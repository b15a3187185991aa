// The key of a request, so that it is done once. Pure: what makes a key comes in (tests run it in node).

export class Asked {
  #fresh; #what = ""; #key = "";

  constructor(fresh) {
    this.#fresh = fresh;
  }

  /** The same while it is the same request and nobody has answered: pressed again, it is not done a second time. */
  key(path, body) {
    const what = JSON.stringify([path, body]);
    if (what !== this.#what) {
      this.#what = what;
      this.#key = this.#fresh();
    }
    return this.#key;
  }

  /** `status` 0: the answer was lost, and the request may have been done. Yes or no: the next press is another request. */
  answered(status) {
    if (status) this.#what = this.#key = "";
  }
}
