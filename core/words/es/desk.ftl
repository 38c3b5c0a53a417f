### The supervisors' pages: workers, what is to be decided, people and phones, exports.
