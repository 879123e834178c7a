"""Writes tensors as tests/golden_tensors.h reads them."""


def write(path, tensors):
    with open(path, "w") as out:
        for name, tensor in tensors.items():
            print(name, tensor.ndim, *tensor.shape, file=out)
            print(*(f"{value:.9g}" for value in tensor.detach().double().flatten().tolist()), file=out)
