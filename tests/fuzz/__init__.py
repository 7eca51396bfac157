"""Fuzzing: scenario files spoilt at random, and what must hold of every answer to them.

    cd tests && python -m fuzz.worker --seed 1 --count 1000

`mutations` spoils bytes, `trees` what a file says, `oracle` judges the answer, and `worker` goes through many
cases in a process of its own. `jail` tries single attacks with little memory and time.
"""
