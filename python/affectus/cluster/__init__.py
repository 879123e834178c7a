"""Corpora that outgrow one machine: the program `affectus-cluster`, on Ray Data.

`affectus-cluster predict|extract INPUT --output DIR` scores every recording of a folder, a glob, a manifest or a Parquet table, on
this machine or on a Ray cluster, and writes Parquet. A job that was stopped goes on where it was, if the command is repeated.
docs/scaling.md says how to run it. Needs `pip install affectus[cluster]`.

From the command line to the result:

    command.py     options, messages, exit codes
    request.py     what is asked for
    job.py         the steps of a job, and what its folder remembers
    inputs.py      finds the recordings            places.py    local disk and object stores
    plan.py        cuts them into batches
    predictor.py   Ray's actor: fetches a batch, has it scored by a process of its own (scorer.py, watched by watched.py)
    sink.py        keeps the rows of finished batches
    compaction.py  joins them, in the order of the inputs
"""
