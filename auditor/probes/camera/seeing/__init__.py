"""What a camera's picture shows, as numbers: pure functions on arrays, run in the decoding workers.

`measure.measure` measures one look, `frozen.identical` compares key frames of one stream,
`reference.learn` makes the view that a person approves. Importing these modules loads OpenCV.
"""
