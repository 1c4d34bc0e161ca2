// The C ABI between TorchSharp's managed half and libtorch.
//
// Tensors, generators and operators cross as opaque pointers. No exception crosses: a function that can fail returns
// a negative number (or null) and leaves its message with torch_last_error(), a string per thread.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#define BRIDGE_API extern "C" __attribute__((visibility("default")))

namespace bridge {

enum class Kind : int32_t { None, Tensor, Int, Double, Bool, IntList, DoubleList, TensorList, Text, Device, Generator };

// One argument or result of an operator. Lists and text: `count` elements at `pointer`. Device: type in `count`, index in `integer`.
struct Value {
  Kind kind;
  int32_t count;
  union {
    int64_t integer;
    double real;
    void* pointer;
  };
};

void remember_error(std::string message);

// A tensor handle is the reference-counted implementation itself; every handle owns one reference.
inline at::Tensor borrow(void* handle) {
  using Pointer = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;
  return at::Tensor(Pointer::reclaim_copy(static_cast<c10::TensorImpl*>(handle)));
}

inline void* release(at::Tensor tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

// Runs `body`; an error becomes a message and `failed`.
template <typename Result, typename Body>
Result guarded(Result failed, Body body) {
  try {
    return body();
  } catch (const c10::Error& error) {
    remember_error(error.what_without_backtrace());
  } catch (const std::exception& error) {
    remember_error(error.what());
  } catch (...) {
    remember_error("an error of unknown type in libtorch");
  }
  return failed;
}

}  // namespace bridge
